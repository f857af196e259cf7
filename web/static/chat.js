// The chat beside the agenda: one turn is a POST whose answer streams as server-sent events. Text goes in as text, never as HTML.
const desk = $("#desk"), log = $("#log"), ask = $("#ask"), chips = $("#chips"), table = $("#table");
const key = `nextplay-thread-${desk.dataset.rep}`;
const kept = $("#kept"), anew = $("#anew"); // an earlier conversation that the address names
let thread = kept?.dataset.thread ?? sessionStorage.getItem(key), busy = false, following = null;
if (kept) sessionStorage.setItem(key, thread);
anew.hidden = !thread;

function show(side) {
  desk.dataset.show = side;
  for (const button of $$(".switch button")) button.setAttribute("aria-pressed", String(button.dataset.side === side));
}

const capital = (text) => text[0].toUpperCase() + text.slice(1);

async function* eventsOf(answer) {
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let rest = ""; ;) {
    const { value, done } = await reader.read().catch(() => ({ done: true })); // broken off: it is missed below
    if (done) return;
    rest += value;
    for (let end; (end = rest.indexOf("\n\n")) >= 0; rest = rest.slice(end + 2)) {
      const lines = rest.slice(0, end).split("\n");
      const name = lines.find((line) => line.startsWith("event: "))?.slice(7);
      const data = lines.filter((line) => line.startsWith("data: ")).map((line) => line.slice(6)).join("\n");
      if (name) yield { name, data: JSON.parse(data) };
    }
  }
}

function put(into, parts) {
  for (const part of parts) {
    if (!part.fact) { into.append(part.text); continue; }
    const button = make("button", part.text, "fig");
    button.type = "button";
    button.dataset.fact = part.fact;
    into.append(button);
  }
}

async function say(message) {
  if (!message.trim()) return;
  if (busy) { following = message; return; } // asked while an answer is coming: it is asked next
  busy = true;
  await waiting?.now();
  chips.replaceChildren();
  const steps = make("ul", "", "steps"), reply = make("p", "", "reply");
  steps.append(make("li", "reading the question"));
  log.append(make("p", message, "said"), steps, reply);
  ask.elements.message.value = "";
  const follow = () => { log.scrollTop = log.scrollHeight; };
  follow();
  let facts = 0, ended = null;
  try {
    const answer = await fetch("/api/v1/chat", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ message, thread, about: desk.dataset.rep || null }) }).catch(() => { throw new Error(GONE); });
    if (answer.status === 401) return location.reload(); // the sign-in ran out: the page asks for it
    if (!answer.ok) throw new Error((await answer.json().catch(() => null))?.detail);
    for await (const { name, data } of eventsOf(answer)) {
      if (name === "step_started" && data.step !== "understand") { facts = 0; steps.append(make("li", data.text)); }
      if (name === "fact_found" || name === "passage_found") {
        const item = steps.lastElementChild, count = $("span", item) ?? item.appendChild(make("span"));
        facts += 1;
        count.textContent = name === "fact_found" ? `${facts} ${facts === 1 ? "fact" : "facts"}` : `${facts} ${facts === 1 ? "page" : "pages"}`;
      }
      if (name === "text_delta") put(reply, data.parts);
      if (name === "text_replaced") { reply.replaceChildren(); put(reply, data.parts); }
      follow();
      if (name === "finished") { ended = data; await finish(data, reply); }
      if (name === "failed") throw new Error(data.detail);
    }
    if (!ended) throw new Error("The connection broke off before the answer was whole; please ask again.");
  } catch (error) {
    reply.after(make("p", error.message || "That did not work; please ask again.", "wrong"));
    if (!reply.textContent) reply.remove();
    ask.elements.message.value ||= message; // to ask again without typing it again
  }
  steps.lastElementChild?.classList.add("over");
  follow();
  busy = false;
  chips.replaceChildren(...(ended?.chips ?? []).map((text) => { const chip = make("button", capital(text)); chip.type = "button"; chip.onclick = () => say(text); return chip; }));
  if (following) { const message = following; following = null; say(message); }
}

// The page is headed by whoever's agenda lies on the table: sharing it with somebody else would be one press away.
function head(rep, id) {
  const link = $(".eyebrow a");
  if (!rep || link.getAttribute("href") === `/reps/${id}`) return;
  link.href = `/reps/${id}`;
  link.textContent = rep;
  $("h1").textContent = `Get ready for ${rep.split(" ")[0]}`;
  document.title = `Prepare ${rep}`;
}

async function finish(turn, reply) {
  thread = turn.thread;
  sessionStorage.setItem(key, thread);
  anew.hidden = false;
  review = turn.review ? { thread, interrupt_id: turn.review.interrupt_id, agenda_id: turn.review.agenda_id } : null;
  if (!reply.textContent) put(reply, turn.parts);
  if (turn.model.fallback) reply.after(make("p", `Plain wording: ${turn.model.fallback}`, "small soft"));
  if (turn.agenda) {
    head(turn.request.rep, turn.agenda.rep_id);
    table.dataset.part = `/agendas/${turn.agenda.id}/part`;
    await refresh(table);
    $("#new-agenda").hidden = false;
  }
}

// A page about one person stays as it is, with its agenda; the one about anybody is loaded anew and empty.
function beginAnew(words) {
  sessionStorage.removeItem(key);
  if (!desk.dataset.rep) {
    sessionStorage.setItem("nextplay-told", words);
    return location.assign(location.pathname);
  }
  if (kept) history.replaceState(null, "", location.pathname);
  thread = review = following = null;
  kept?.remove();
  log.replaceChildren();
  chips.replaceChildren();
  anew.hidden = true;
  tell(words);
}
anew.addEventListener("click", () => {
  if (busy) return;
  beginAnew("What you ask now begins a new conversation.");
  ask.elements.message.focus();
});
if (told && !thread) ask.elements.message.focus();
ask.addEventListener("submit", (event) => { event.preventDefault(); say(ask.elements.message.value); });
ask.elements.message.addEventListener("keydown", (event) => { if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); ask.requestSubmit(); } });
for (const button of $$(".switch button")) button.addEventListener("click", () => { show(button.dataset.side); $("#new-agenda").hidden = true; });
for (const chip of $$("button", chips)) chip.addEventListener("click", () => say(chip.textContent));
if (desk.dataset.begin) say(desk.dataset.begin);
const brought = desk.dataset.rep ? null : sessionStorage.getItem("nextplay-ask"); // asked on the team page
if (brought) { sessionStorage.removeItem("nextplay-ask"); say(brought); }
