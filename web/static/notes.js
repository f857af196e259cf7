// Notes of a 1:1: what was found, in their order, each with the words it rests on. Text goes in as text, never as HTML.
const form = $("#notes"), found = $("#found");
const NAMES = { data_ambush: "Figures sprung on the rep", stack_ranking: "Ranking against peers", rear_view: "Mostly looking back", my_time: "The manager’s time", no_commitment: "No commitment", no_aspiration: "Nothing about what they want", selective: "Some of the team left out" };
const WHO = { rep: "the rep", manager: "the manager", both: "both of you", unclear: "somebody (it is not clear who)" };
const percent = (share) => `${Math.round(share * 100)} %`;

function sin(finding) {
  const item = make("li", "", "found-sin");
  item.append(make("h3", NAMES[finding.sin] ?? finding.sin));
  if (finding.start !== null) item.append(make("blockquote", finding.quote));
  item.append(make("p", finding.why), make("p", `Say instead: ${finding.instead}`, "soft"));
  const no = make("button", "Not so", "plain");
  no.type = "button";
  no.onclick = () => { item.hidden = true; tell("Left out of this list.", () => { item.hidden = false; hush(); }, item.closest("ul")); };
  item.append(no);
  return item;
}
function promise(commitment, goal) {
  const item = make("li");
  item.append(make("blockquote", commitment.quote), make("p", `Promised by ${WHO[commitment.who]}${commitment.by ? `, by ${new Date(commitment.by).toLocaleDateString("en-GB", { day: "numeric", month: "long", timeZone: "UTC" })}` : ", without a date"}.${commitment.in_own_hands ? "" : " It depends on somebody else."}`, "small soft"));
  if (!goal) return item;
  for (const broken of goal.violations) item.append(make("p", `${broken.why}${broken.suggestion ? ` Instead: ${broken.suggestion}` : ""}`, "rule"));
  const button = make("button", "Make it a goal", "act");
  button.type = "button";
  button.onclick = async () => {
    button.disabled = true;
    const fields = Object.fromEntries(["kind", "description", "success_criteria", "measure", "completion_date", "resource"].filter((name) => goal[name]).map((name) => [name, goal[name]]));
    try {
      const made = await api(`/api/v1/reps/${form.dataset.rep}/goals`, "POST", fields);
      const counts = made.activity ? " The CRM will count it." : "";
      button.replaceWith(make("p", `${form.dataset.own ? "Proposed. It waits for your yes under Goals." : "Proposed. It waits for the rep’s yes."}${counts}`, "small"));
    } catch (error) { button.disabled = false; tell(error.message, null, button); }
  };
  item.append(button);
  return item;
}
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  found.replaceChildren(make("p", "Reading what was said ...", "soft"));
  try {
    const report = await api(`/api/v1/reps/${form.dataset.rep}/notes/check`, "POST", { text: form.elements.text.value, on: form.elements.on.value || null });
    const sins = report.findings.filter((one) => one.verdict === "present"), unsure = report.findings.filter((one) => one.verdict === "cannot tell");
    const parts = [make("h2", sins.length ? "What to do differently" : "Nothing here that the next 1:1 should do differently")];
    const list = make("ul", "", "lines");
    list.append(...sins.map(sin));
    if (sins.length) parts.push(list);
    if (unsure.length) parts.push(make("p", `These notes cannot tell: ${unsure.map((one) => (NAMES[one.sin] ?? one.sin).toLowerCase()).join(", ")}.`, "small soft"));
    const talk = report.talk, said = [];
    if (talk.leader_share !== null) said.push(`the manager spoke ${percent(talk.leader_share)} of the words`);
    if (talk.question_share !== null) said.push(`asked in ${percent(talk.question_share)} of the sentences`);
    if (talk.past_share !== null) said.push(`${percent(talk.past_share)} looked back`);
    if (said.length) parts.push(make("p", `Of what was said: ${said.join(", ")}.`, "soft"));
    parts.push(make("h2", report.commitments.length ? "Promised" : "No promise was found"));
    const promises = make("ul", "", "lines"), goals = [...report.goals];
    promises.append(...report.commitments.map((one) => promise(one, one.who === "manager" ? null : goals.shift())));
    if (report.commitments.length) parts.push(promises);
    found.replaceChildren(...parts);
  } catch (error) { found.replaceChildren(make("p", error.message, "wrong")); }
});
$("#notes-file").addEventListener("change", async (event) => { const [file] = event.target.files; if (file) form.elements.text.value = await file.text(); });
