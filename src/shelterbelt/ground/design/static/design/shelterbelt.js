"use strict";
/* Small comforts. Every page works without them. */
(() => {
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }

  document.querySelector("[data-focus]")?.focus();

  /* Offers the device's own zone; nothing changes until the reader says so. */
  for (const form of document.querySelectorAll("form[data-zone-offer]")) {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const shown = document.documentElement.dataset.zone ?? form.dataset.zoneOffer;
    if (!zone || zone === shown) continue;
    form.elements.zone.value = zone;
    form.querySelector("[data-zone-name]").textContent = zone.replaceAll("_", " ");
    form.hidden = false;
  }

  /* Says that long work has begun, and keeps a second tap from sending twice. */
  addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent && !form.hasAttribute("data-again")) { event.preventDefault(); return; }
    if (form.method !== "post" || event.defaultPrevented) return;
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, 8000);
    const button = event.submitter;
    button?.setAttribute("aria-busy", "true");
    const busy = form.querySelector("[data-busy]");
    if (busy) busy.hidden = false;
  });
  addEventListener("pageshow", () => {
    for (const form of document.forms) delete form.dataset.sent;
    for (const button of document.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
  });
})();
