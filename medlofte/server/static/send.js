// A form that a script sends, so that no error page takes the place of what was filled in: where nobody answered, or a
// proxy said that the server is away, it stays as it is and is sent again, with growing pauses. The server takes the
// same form twice for one (receipts, numbers of rounds and steps), so an answer that was lost does no harm.

const PAUSES_S = [2, 4, 8, 15, 30];
const PATIENCE_MS = 20000;
const SLOW_MS = 1000;

// Neither a refusal nor an error of the server's own: 502, 503, 504 and their like; 424 is a hub whose server sleeps.
const away = ({ status }) => status > 501 || status === 424;

// The server's answer, or null where it did not come that far.
async function post(form, button) {
  const body = new URLSearchParams(new FormData(form));
  if (button?.name) body.append(button.name, button.value);
  try {
    const headers = { "X-Medlofte-Script": "1" };
    const answer = await fetch(form.action, { method: "POST", body, headers, signal: AbortSignal.timeout(PATIENCE_MS) });
    return away(answer) ? null : answer;
  } catch {
    return null;
  }
}

// Let a form be sent so. `say` shows a text, `done` is called when it has been answered; returns whether it waits to be.
export function sent(form, { _, say, done = () => {} }) {
  let button = null;
  let timer = 0;
  let tries = 0;
  let state = "";

  async function go() {
    clearTimeout(timer);
    if (state === "asking") return;
    state = "asking";
    const slow = setTimeout(() => say(_("Skickar …")), SLOW_MS);
    const answer = await post(form, button);
    clearTimeout(slow);
    if (!answer) return again();
    state = "answered";
    done();
    const onward = answer.headers.get("X-Medlofte-Onward");
    // Without its fragment an address is fetched, also where one stands on it.
    if (onward) location.assign(new URL(onward, location.href).href.split("#")[0]);
    // What was refused is refused again, and then the browser shows why.
    else form.requestSubmit(button);
  }

  function again() {
    state = "waiting";
    const pause = PAUSES_S[Math.min(tries, PAUSES_S.length - 1)];
    tries += 1;
    say(_("Inte skickat än. Försöker igen om {n} s; låt sidan vara öppen.").replace("{n}", pause));
    timer = setTimeout(go, 1000 * pause);
  }

  form.addEventListener("submit", (event) => {
    if (state === "answered") return;
    event.preventDefault();
    if (state === "asking") return;
    button = event.submitter;
    tries = 0;
    go();
  });
  window.addEventListener("online", () => state === "waiting" && go());
  return () => Boolean(state);
}
