"use strict";
// What pages do beside links and forms. Everything works without it, but for the charts.

// A form is sent once: a second click while it is on its way does nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "1";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// Print shows what is folded away.
window.addEventListener("beforeprint", () => {
  for (const folded of document.querySelectorAll("details:not(.act)")) folded.open = true;
});

// What is typed into a form that does something to a matter stays in this tab until it was done, whatever comes between:
// a session that ended, a server that was away. It is kept for the account that typed it, and gone when that signs out.
document.addEventListener("DOMContentLoaded", () => {
  const account = document.querySelector("[data-account]")?.dataset.account;
  if (!account) return;
  const name = (form) => `luodi-draft:${account}:${new URL(form.action).pathname}`;
  const typed = "textarea, input:not([type=hidden], [type=file])";
  const sent = sessionStorage.getItem("luodi-sent");
  if (sent && document.querySelector("main > .note:not(.wrong)")) sessionStorage.removeItem(sent);
  sessionStorage.removeItem("luodi-sent");
  for (const form of document.querySelectorAll("details.act > form")) {
    const draft = JSON.parse(sessionStorage.getItem(name(form)) ?? "{}");
    for (const field of form.querySelectorAll(typed)) {
      if (!draft[field.id] || field.value === draft[field.id]) continue;
      field.value = draft[field.id];
      form.parentElement.open = true;
    }
    form.addEventListener("input", () => {
      const fields = [...form.querySelectorAll(typed)].filter((field) => field.id);
      sessionStorage.setItem(name(form), JSON.stringify(Object.fromEntries(fields.map((field) => [field.id, field.value]))));
    });
    form.addEventListener("submit", () => sessionStorage.setItem("luodi-sent", name(form)));
  }
  document.querySelector('form[action$="/sign-out"]')?.addEventListener("submit", () => sessionStorage.clear());
});
