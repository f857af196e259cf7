// The behaviour that pages share: the sheet behind a figure, forms that speak to the API, undo, goal cards.
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const make = (tag, text = "", className = "") => Object.assign(document.createElement(tag), { textContent: text, className });

const GONE = "Nextplay cannot be reached. Nothing you wrote is lost from this page; try again in a moment.";
async function api(path, method = "GET", body = undefined, keepalive = false) {
  const headers = body === undefined ? {} : { "Content-Type": "application/json" };
  const answer = await fetch(path, { method, headers, keepalive, body: body === undefined ? undefined : JSON.stringify(body) }).catch(() => { throw new Error(GONE); });
  const said = answer.status === 204 ? null : await answer.json().catch(() => null);
  if (!answer.ok) throw Object.assign(new Error(said?.detail || "That did not work; please try again."), { status: answer.status });
  return said;
}

// ---- the sheet behind a figure
async function openFact(id) {
  const sheet = $("#sheet"), inside = $("#sheet-inside");
  inside.replaceChildren(make("p", "Looking up where this comes from ...", "soft"));
  if (!sheet.open) sheet.showModal();
  try {
    const fact = await api(`/api/v1/facts/${encodeURIComponent(id)}`);
    const list = make("dl");
    const add = (name, value) => { if (!value) return; const pair = make("div"); pair.append(make("dt", name), make("dd", value)); list.append(pair); };
    add("What it means", fact.source?.how);
    add("Rests on", fact.n === null ? "" : `${fact.n.toLocaleString("en")} counted`);
    const day = (iso) => new Date(iso).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
    add("Looked at", fact.window ? `${fact.window.from ? day(fact.window.from) : "the beginning"} to ${day(fact.window.to)}` : `as of ${day(fact.as_of)}`);
    add("Rows", fact.source?.rows_note);
    const rows = make("ol");
    for (const row of fact.source_rows) {
      const item = make("li");
      item.append(make("b", row.what), make("span", [row.detail, row.where].filter(Boolean).join(" · "), "soft"));
      rows.append(item);
    }
    const parts = [make("h2", fact.text), list];
    if (fact.source_rows.length) parts.push(make("h3", fact.source.rows > fact.source_rows.length ? `The newest ${fact.source_rows.length} of ${fact.source.rows} rows` : "The rows"), rows);
    if (fact.rep_id) parts.push(differs(fact));
    inside.replaceChildren(...parts);
  } catch (error) { inside.replaceChildren(make("p", error.message)); }
}

// ---- "contest this": what somebody sees differently becomes a topic of the next 1:1, in their own name
function differs(fact) {
  const form = make("form", "", "fields"), label = make("label", "Contest this: what do you see differently?"), words = make("textarea"), button = make("button", "Put it on the next agenda", "act");
  words.id = "differs"; words.rows = 2; words.required = true; words.maxLength = 300; label.htmlFor = "differs";
  const box = make("div");
  box.append(label, words);
  form.append(box, button);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await api(`/api/v1/reps/${encodeURIComponent(fact.rep_id)}/topics`, "POST", { words: `About “${fact.text.slice(0, 150)}”: ${words.value.trim()}` });
      form.replaceChildren(make("p", "It is on the next agenda, in your words.", "small"));
    } catch (error) { form.append(make("p", error.message, "wrong")); }
  });
  return form;
}

// ---- telling, and undoing
const hush = () => { $("#toast").hidden = true; };
function tell(text, undo = null, place = null) {
  const toast = $("#toast");
  // In its place where there is one, so that it covers nothing; else it floats, above a page that is made longer by as much.
  toast.classList.toggle("here", Boolean(place));
  if (place) place.before(toast); else document.body.append(toast);
  toast.replaceChildren(make("span", text));
  if (undo) { const button = make("button", "Undo"); button.type = "button"; button.onclick = undo; toast.append(button); }
  toast.hidden = false;
  clearTimeout(toast.timer);
  toast.timer = setTimeout(hush, undo ? 10000 : 6000);
}
const told = sessionStorage.getItem("nextplay-told"); // said before the page was loaded anew
if (told) { sessionStorage.removeItem("nextplay-told"); tell(told); }

let undoing = null;
let waiting = null; // something that can still be undone; it is sent when its ten seconds are over or the page is left
function later(text, hide, send) {
  waiting?.now();
  hide.hidden = true;
  const now = () => { clearTimeout(timer); waiting = undoing = null; return send().catch((error) => { hide.hidden = false; tell(error.message); }); };
  const timer = setTimeout(() => { now(); }, 10000);
  waiting = { now };
  undoing = () => { clearTimeout(timer); waiting = undoing = null; hide.hidden = false; hush(); hide.matches(".goal") ? hide.focus() : $("button", hide)?.focus(); };
  tell(text, undoing, hide.closest("ul, ol"));
}
addEventListener("pagehide", () => waiting?.now());

// ---- forms that speak to the API: <form data-api="/api/v1/..." data-method="POST">
function fieldsOf(form) {
  const body = {};
  for (const field of form.elements) {
    if (!field.name) continue;
    const value = field.type === "checkbox" ? field.checked : field.value;
    const [outer, inner] = field.name.split(".");
    if (inner) (body[outer] ??= {})[inner] = value; else if (value !== "" || field.required) body[outer] = value;
  }
  return body;
}
async function send(form) {
  if (form.dataset.sending) return; // pressed twice is meant once
  const body = form.dataset.method === "DELETE" ? undefined : fieldsOf(form);
  const go = () => api(form.dataset.api, form.dataset.method || "POST", body, true);
  if (form.dataset.undo) return later(form.dataset.undo, form.closest(form.dataset.hide || "li"), go);
  form.dataset.sending = "yes";
  try {
    await waiting?.now();
    await go();
    await refresh(form);
  } catch (error) { await refused(error, form); }
  delete form.dataset.sending;
}
// Where somebody decided before, the page shows how it stands now and says so.
async function refused(error, from, part = from.closest("[data-part]")) {
  if (error.status === 409) {
    if (!part) sessionStorage.setItem("nextplay-told", error.message);
    await refresh(from, part);
  }
  tell(error.message, null, part && $(".sections", part));
}
async function refresh(from, part = from.closest("[data-part]")) {
  if (!part) return location.reload();
  document.body.append($("#toast")); // what is replaced must not take it along
  const answer = await fetch(part.dataset.part);
  if (answer.redirected) return location.reload(); // the sign-in ran out: the page asks for it
  const text = await answer.text();
  part.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.childNodes);
  part.dispatchEvent(new CustomEvent("fresh", { bubbles: true }));
}

// ---- goal cards: what a wording breaks, with a rewrite one can take
let checked = 0;
async function check(form) {
  const list = $(".rules", form);
  if (!list) return;
  const { changes } = fieldsOf(form);
  const turn = ++checked;
  const { violations } = await api("/api/v1/goals/check", "POST", changes);
  const said = JSON.stringify(violations);
  if (turn !== checked || list.dataset.said === said) return; // an older answer that came late, or nothing new: a rewrite about to be pressed stays where it is
  list.dataset.said = said;
  list.replaceChildren(...violations.map((broken) => {
    const item = make("li", "", "rule");
    item.append(make("p", broken.why));
    const field = form.elements[`changes.${broken.field}`];
    if (field && broken.suggestion) {
      const take = make("button", `Take “${broken.suggestion}”`, "plain");
      take.type = "button";
      take.onclick = () => { field.value = broken.suggestion; field.focus(); check(form); };
      item.append(take);
    }
    return item;
  }));
  if (!violations.length) list.append(make("li", "Keeps every rule: a yes or a no, and it needs only the rep.", "small soft"));
}

// ---- decisions about suggestions: answering the review that waits, else the agenda itself
let review = null;
async function decide(button) {
  if (button.disabled) return;
  const part = button.closest("[data-part]");
  const decisions = $$(".goal[data-index]", part).flatMap((card) => {
    const action = $("[data-choice][aria-pressed=true]", card)?.dataset.choice;
    return action ? [{ goal_index: Number(card.dataset.index), action, ...(action === "edit" ? fieldsOf($(".goalform", card)) : {}) }] : [];
  });
  button.disabled = true; // pressed twice is meant once
  try {
    if (review?.agenda_id === button.dataset.agenda) {
      const { thread, interrupt_id } = review;
      review = null;
      await api("/api/v1/reviews", "POST", { thread, interrupt_id, decisions });
    } else await api(`/api/v1/agendas/${button.dataset.agenda}/decisions`, "POST", { decisions });
    await refresh(button, part);
    const proposed = decisions.some((one) => one.action !== "decline");
    tell(proposed ? "Saved. What you proposed waits for a yes." : "Saved. What you declined is off the agenda.", null, $(".sections", part));
  } catch (error) { button.disabled = false; await refused(error, button, part); }
}
function choose(choice) {
  const card = choice.closest(".goal"), was = choice.getAttribute("aria-pressed") === "true";
  for (const other of $$("[data-choice]", card)) other.setAttribute("aria-pressed", String(other === choice && !was));
  const form = $(".goalform", card), editing = choice.dataset.choice === "edit" && !was;
  form.hidden = !editing;
  if (editing) { $("textarea", form).focus(); check(form); }
  const part = card.closest("[data-part]");
  $("[data-decide]", part).disabled = !$("[data-choice][aria-pressed=true]", part);
}

document.addEventListener("click", (event) => {
  const figure = event.target.closest("[data-fact]");
  if (figure) return void openFact(figure.dataset.fact);
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    const form = document.getElementById(opener.dataset.opens);
    form.hidden = !form.hidden;
    opener.setAttribute("aria-expanded", String(!form.hidden));
    if (!form.hidden) { $("textarea, input:not([type=hidden])", form)?.focus(); if (form.matches(".goalform")) check(form); }
  }
  const choice = event.target.closest("[data-choice]"), decided = event.target.closest("[data-decide]");
  if (choice) choose(choice);
  if (decided) decide(decided);
  if (event.target.closest("[data-print]")) print();
  if (event.target.closest("#sheet-close") || event.target === $("#sheet")) $("#sheet").close();
});
document.addEventListener("submit", (event) => {
  // The question goes along in the tab's own store: no address anybody could send carries words that are then asked in one's name.
  if (event.target.id === "ask-anything") return sessionStorage.setItem("nextplay-ask", $("input", event.target).value);
  if (!event.target.dataset.api) return;
  event.preventDefault();
  send(event.target);
});
document.addEventListener("change", (event) => { const form = event.target.closest(".goalform"); if (form) check(form); });
// ---- goals by keyboard: j and k go from card to card, the rest presses what the card offers
function goalKey(event) {
  const cards = $$(".goal[id]").filter((card) => card.offsetParent);
  const at = cards.findIndex((card) => card.contains(document.activeElement));
  if (event.key === "j" || event.key === "k") {
    const next = cards[at < 0 ? 0 : Math.min(cards.length - 1, Math.max(0, at + (event.key === "j" ? 1 : -1)))];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
    return Boolean(next);
  }
  if (event.key === "u" && undoing) { undoing(); return true; }
  const button = at < 0 || !"aed".includes(event.key) ? null : $(`[data-key="${event.key}"]`, cards[at]);
  if (!button) return false;
  button.click();
  if (event.key === "d") cards.slice(at + 1).find((card) => card.offsetParent)?.focus();
  return true;
}
document.addEventListener("keydown", (event) => {
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.target.closest("input, textarea, select, dialog");
  if (plain && $("ul.goals") && goalKey(event)) event.preventDefault();
  if (event.key === "/" && !event.target.closest("input, textarea, select") && $("[data-slash]")) { event.preventDefault(); $("[data-slash]").focus(); }
});
