(function () {
  [].forEach.call(document.querySelectorAll('details'), function (one) { one.open = false; });
  var choice = document.getElementById('grupp');
  if (!choice) return;
  choice.parentNode.hidden = false;
  choice.addEventListener('change', function () {
    [].forEach.call(document.querySelectorAll('#grupper tbody'), function (body) {
      body.hidden = choice.value ? body.rows[0].textContent !== choice.value : false;
    });
  });
}());
