"use strict";
/* Leave at once: an ordinary page takes this one's place in the history, and Back finds nothing to show. */
(() => {
  const root = document.documentElement;
  const key = "left";
  const address = () => document.querySelector("[data-exit]")?.href ?? "https://www.wikipedia.org/";
  const read = () => { try { return sessionStorage.getItem(key); } catch { return null; } };
  const write = (value) => { try { value ? sessionStorage.setItem(key, value) : sessionStorage.removeItem(key); } catch { /* storage is closed */ } };

  const leave = (to) => {
    root.hidden = true;
    document.title = "\u200b";
    write(to);
    location.replace(to);
  };

  /* Someone pressed Back after leaving: earlier pages of this tab leave again before they are drawn. */
  const went = read();
  const kind = performance.getEntriesByType("navigation")[0]?.type;
  if (went && (kind === "back_forward" || kind === "reload")) { leave(went); return; }
  if (went) write("");
  addEventListener("pageshow", (event) => { if (event.persisted && read()) leave(read()); });

  addEventListener("click", (event) => {
    if (event.target.closest?.("[data-exit]")) { event.preventDefault(); leave(address()); }
  });

  const within = 2000;
  let pressed = [];
  let alone = false;
  const count = (name, at) => {
    pressed = pressed.filter((press) => press.name === name && at - press.at < within);
    pressed.push({ name, at });
    if (pressed.length >= 3) leave(address());
  };
  addEventListener("keydown", (event) => {
    if (event.repeat) return;
    alone = event.key === "Shift";
    if (event.key === "Escape") count("Escape", event.timeStamp);
    else if (!alone) pressed = [];
  });
  addEventListener("keyup", (event) => { if (event.key === "Shift" && alone) count("Shift", event.timeStamp); });
})();
