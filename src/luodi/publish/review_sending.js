"use strict";
// Saving on a site: the corrections file goes to the address of the page's data. What is refused stays on the page.

const SENT = "luodi-review-sent";

function drawSend() {
  const n = state.corrections.length + state.undone.length;
  if (!$("send")) $("save").before(button("", send, { id: "send", class: "strong" }));
  $("send").textContent = say("send", { n });
  $("send").disabled = !n;
  $("save").textContent = say("download");
}

// Corrections stay in this browser; nobody should leave thinking that the site has them.
let left = false;
window.addEventListener("beforeunload", (event) => {
  if (!left && state.corrections.length + state.undone.length) event.preventDefault();
});

// What was saved before the page was opened anew is said on it.
function tellSent() {
  if (kept(SENT, "") === DOCUMENT.id) $("status").textContent = say("sent");
  keep(SENT, "");
}

async function send() {
  const { address, version, token } = SITE.save;
  $("send").disabled = true;
  $("status").textContent = say("sending");
  let answer = null;
  try {
    const response = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify({ version, corrections: toYaml(allCorrections()) }),
    });
    if ((response.headers.get("Content-Type") || "").startsWith("application/json")) answer = await response.json();
  } catch (error) {
    answer = null; // no network
  }
  if (answer && answer.saved) return renewed();
  $("send").disabled = false;
  $("status").textContent = "";
  tell(answer ? answer.message : say("not-sent"), answer ? answer.advice : say("not-sent-advice"));
}

// The plan as the site has it now, at the same record.
function renewed() {
  keep(KEPT, []);
  keep(KEPT + ":undone", []);
  keep(SENT, DOCUMENT.id);
  if (state.selected) history.replaceState(null, "", "#" + state.selected);
  left = true;
  location.reload();
}

// What went wrong, and the ways on from there: the corrections as a file, the page anew.
function tell(message, advice) {
  const told = el("div", { id: "told", role: "alert" }, el("p", {}, el("b", {}, message)), el("p", {}, advice),
    el("p", { class: "ends" }, button(say("download"), save), button(say("reload"), () => location.reload()), button("✕", () => told.remove(), { "aria-label": say("cancel") })));
  if ($("told")) $("told").remove();
  document.querySelector("main").before(told);
}
