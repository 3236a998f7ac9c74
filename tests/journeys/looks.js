/* What axe cannot see, measured in the open page. Each function returns findings as lines of text. */
(() => {
  const name = (element) => {
    const words = (element.getAttribute("aria-label") || element.innerText || element.value || element.name || "").trim();
    return `${element.tagName.toLowerCase()}${element.id ? "#" + element.id : ""}${element.className && typeof element.className === "string" ? "." + element.className.trim().split(/\s+/).join(".") : ""} "${words.slice(0, 40)}"`;
  };
  const isShown = (element) => {
    if (!element.checkVisibility({ checkOpacity: false, checkVisibilityCSS: true })) return false;
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.height > 0;
  };
  const CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";

  const stops = () => {
    const groups = new Set();
    return [...document.querySelectorAll(CONTROLS)].filter((element) => {
      if (!isShown(element) || element.disabled || element.tabIndex < 0) return false;
      if (element.type !== "radio") return true;
      const key = `${element.form?.action}|${element.name}`;
      const checked = document.querySelector(`input[type=radio][name="${CSS.escape(element.name)}"]:checked`);
      if (checked) return checked === element;
      if (groups.has(key)) return false;
      groups.add(key);
      return true;
    });
  };

  const sideways = () => {
    const wide = document.scrollingElement.scrollWidth, room = document.documentElement.clientWidth;
    if (wide <= room + 1) return [];
    const guilty = [...document.body.querySelectorAll("*")].filter((element) => {
      const box = element.getBoundingClientRect();
      return isShown(element) && (box.right > room + 1 || box.left < -1) && !element.closest(".scroll, .drawing, .unseen, .skip");
    });
    return [`page is ${wide} px wide in ${room} px: ${guilty.slice(-3).map(name).join("; ")}`];
  };

  const cut = () => [...document.body.querySelectorAll("*")].filter((element) => {
    if (!isShown(element) || element.closest(".unseen, svg, .skip") || element.matches("input, select, textarea, progress")) return false;
    const style = getComputedStyle(element);
    if (style.clipPath !== "none" || element.matches("thead, thead *")) return false;
    return ["hidden", "clip"].includes(style.overflowY) && element.scrollHeight > element.clientHeight + 2 && element.innerText?.trim();
  }).map((element) => `cut off: ${name(element)}`);

  const small = () => {
    const found = [];
    for (const element of document.querySelectorAll(CONTROLS)) {
      if (!isShown(element) || element.closest(".skip, svg")) continue;
      if (element.matches("[tabindex='0']:not(a, button)")) continue;
      const label = element.matches("input[type=checkbox], input[type=radio]") ? element.closest("label") ?? element.labels?.[0] : null;
      const box = (label ?? element).getBoundingClientRect();
      const isInText = element.tagName === "A" && getComputedStyle(element).display === "inline";
      if (isInText) {
        /* A line of its own of 24 px keeps neighbours apart (2.5.8, spacing). */
        if (parseFloat(getComputedStyle(element).lineHeight) < 24) found.push(`lines under 24 px: ${name(element)}`);
        continue;
      }
      if (Math.min(box.width, box.height) < 24) found.push(`under 24 px: ${name(element)} ${Math.round(box.width)}x${Math.round(box.height)}`);
      else if (box.height < 43.5) found.push(`under 44 px high: ${name(element)} ${Math.round(box.width)}x${Math.round(box.height)}`);
    }
    return found;
  };

  const focus = () => {
    const element = document.activeElement;
    if (!element || element === document.body) return { place: -1, findings: [] };
    const findings = [];
    const style = getComputedStyle(element);
    const isRinged = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    if (!isRinged && style.boxShadow === "none") findings.push(`focus not visible: ${name(element)}`);
    const box = element.getBoundingClientRect();
    const isIn = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    if (!isIn && !element.matches("main")) findings.push(`focus outside the window: ${name(element)}`);
    if (isIn && box.width > 1) {
      const points = [[0.5, 0.5], [0.1, 0.15], [0.9, 0.85], [0.1, 0.85], [0.9, 0.15]].map(([x, y]) => [
        Math.min(Math.max(box.left + box.width * x, 1), innerWidth - 1),
        Math.min(Math.max(box.top + box.height * y, 1), innerHeight - 1)]);
      const seen = points.some(([x, y]) => {
        const top = document.elementFromPoint(x, y);
        return top && (top === element || element.contains(top) || top.contains(element));
      });
      if (!seen) findings.push(`focus hidden behind something: ${name(element)}`);
    }
    return { place: stops().indexOf(element), findings, what: name(element) };
  };

  const PERSONAL = {
    email: /email|username/, mail: /email/, login: /email|username|webauthn/, name: /name/, chosen_name: /name/, country: /country/, phone: /tel/,
    password: /password/, password1: /new-password/, password2: /new-password/, agency: /organization/, role_title: /organization-title/,
    code: /one-time-code/,
  };
  const hints = () => [...document.querySelectorAll("input:not([type=hidden]), select")].filter(isShown).flatMap((element) => {
    if (element.type === "radio" || element.type === "checkbox") return [];
    if (element.closest("[data-about=someone-else]")) return element.autocomplete && element.autocomplete !== "off" ? [`offers the reader's own: ${name(element)}`] : [];
    const wanted = element.type === "email" ? /email|username/ : PERSONAL[element.name];
    return wanted && !wanted.test(element.autocomplete) ? [`autocomplete "${element.autocomplete}": ${name(element)}`] : [];
  });

  const errors = () => [...document.querySelectorAll("[aria-invalid=true]")].flatMap((element) => {
    const ids = (element.getAttribute("aria-describedby") ?? "").split(/\s+/).filter(Boolean);
    const said = ids.map((id) => document.getElementById(id)?.innerText ?? "").join(" ").trim();
    return said ? [] : [`a mistake that is not described: ${name(element)}`];
  });

  const spread = () => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; } p { margin-block-end: 2em !important; }");
    document.adoptedStyleSheets.push(sheet);
  };
  const unspread = () => { document.adoptedStyleSheets.pop(); };

  const structure = () => {
    const found = [];
    if (document.querySelectorAll("h1").length !== 1) found.push(`${document.querySelectorAll("h1").length} first headings`);
    if (!document.title.trim()) found.push("no title");
    if (document.querySelector("[style], style:not([nonce]), [onclick], [onload]")) found.push("inline style or handler");
    const main = document.querySelectorAll("main");
    if (main.length !== 1) found.push(`${main.length} main regions`);
    const skip = document.querySelector("a.skip");
    if (!skip || !document.querySelector(skip.getAttribute("href"))) found.push("no working skip link");
    for (const time of document.querySelectorAll("time")) if (!time.dateTime && !/\d/.test(time.innerText)) found.push("a time without its value");
    return found;
  };

  /* What of the page can be perceived: for each element in order, hidden (0), shown (1), or beside the page (2). */
  const shown = () => {
    const wide = document.documentElement.clientWidth;
    const marks = [...document.querySelectorAll("*")].map((element) => {
      if (!element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })) return "0";
      const box = element.getBoundingClientRect();
      return box.width > 0 && box.height > 0 ? (box.right <= 0 || box.left >= wide || box.bottom + scrollY <= 0 ? "2" : "1") : "0";
    });
    return [marks.join("")];
  };

  globalThis.looks = { shown, sideways, cut, small, focus, hints, errors, spread, unspread, structure, count: () => stops().length };
})();
