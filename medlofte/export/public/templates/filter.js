(function () {
  var folds = [].slice.call(document.querySelectorAll('details'));
  folds.forEach(function (one) { one.open = false; });
  // On paper nothing can be unfolded.
  window.addEventListener('beforeprint', function () {
    folds.forEach(function (one) { one.kept = one.open; one.open = true; });
  });
  window.addEventListener('afterprint', function () { folds.forEach(function (one) { one.open = one.kept; }); });
  var choice = document.getElementById('grupp');
  if (!choice) return;
  choice.parentNode.hidden = false;
  choice.addEventListener('change', function () {
    [].forEach.call(document.querySelectorAll('#grupper tbody'), function (body) {
      body.hidden = choice.value ? body.rows[0].textContent !== choice.value : false;
    });
  });
}());
