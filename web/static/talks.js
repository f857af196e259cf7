// Earlier conversations: looked up when the list is opened; opening one is a link, renaming and deleting are forms of it.
const earlier = $("#earlier"), talks = $("#talks");
let acted = null; // the one renamed or deleted last, and where it stood
const markOpen = () => { for (const item of $$("li[data-thread]", talks)) if (item.dataset.thread === thread) $("a", item).setAttribute("aria-current", "true"); };
const lookUp = () => refresh(talks).catch(() => talks.replaceChildren(make("p", GONE)));

earlier.addEventListener("toggle", () => { if (earlier.open) lookUp(); });
if (location.hash === "#earlier") earlier.open = true;
talks.addEventListener("submit", (event) => {
  const item = event.target.closest("li");
  acted = { id: item.dataset.thread, at: $$("li[data-thread]", talks).indexOf(item), deleting: event.target.dataset.method === "DELETE" };
});
talks.addEventListener("click", (event) => {
  if (!event.target.matches("[data-keep]")) return;
  const opener = $(`[data-opens="${event.target.closest("form").id}"]`, talks);
  opener.click();
  opener.focus();
});
// What was pressed is replaced by the list as it stands now: it says what happened, and the focus goes where one goes on.
talks.addEventListener("fresh", () => {
  if (acted) {
    const items = $$("li[data-thread]", talks), item = items.find((one) => one.dataset.thread === acted.id);
    const next = item ?? items[acted.at] ?? items.at(-1); // what took the place of a deleted one
    (next ? $("a", next) : $("summary", earlier)).focus();
    if (!acted.deleting) tell(`It is called “${$("a", item).textContent}” now.`);
    else if (acted.id !== thread) tell("The conversation is gone.");
    else beginAnew("The conversation is gone. What you ask now begins a new one.");
    acted = null;
  }
  markOpen();
});
