// What a change would be worth: sliders ask the forecast, which words every figure; a pause in moving sends the question.
const sliders = $("#sliders"), worth = $("#worth"), back = $("button[type=reset]", sliders);
let pause = null, asked = 0;

function showValue(slider) {
  const value = Number(slider.value);
  const words = value === 0 ? "as now" : slider.dataset.unit === "%" ? `${value > 0 ? "+" : "−"}${Math.abs(value)} %` : `${value} more`;
  $(`output[for="${slider.id}"]`, sliders).textContent = words;
  slider.setAttribute("aria-valuetext", words);
}
function changes() {
  return $$("input[type=range]", sliders).filter((slider) => Number(slider.value)).map((slider) => `${slider.name}=${Number(slider.value) > 0 ? "+" : ""}${slider.value}${slider.dataset.unit}`);
}
async function work() {
  const moved = changes(), turn = ++asked;
  back.disabled = !moved.length;
  if (!moved.length) return worth.replaceChildren(make("p", "Nothing is changed yet.", "soft"));
  worth.setAttribute("aria-busy", "true");
  try {
    const query = new URLSearchParams([["rep", sliders.dataset.rep], ...moved.map((change) => ["change", change])]);
    const found = await api(`/api/v1/forecast?${query}`);
    if (turn !== asked) return; // somebody moved on: the newer answer counts
    const list = make("ul");
    for (const fact of found.facts.filter((one) => one.name.startsWith("changed."))) {
      const item = make("li"), button = make("button", fact.text[0].toUpperCase() + fact.text.slice(1), "fig");
      button.type = "button";
      button.dataset.fact = fact.id;
      item.append(button);
      list.append(item);
    }
    const assumed = $$("input[data-unit='/week']", sliders).some((slider) => Number(slider.value));
    worth.replaceChildren(list, ...(assumed ? [make("p", "If the link from activities to results holds.", "small soft")] : []));
  } catch (error) { if (turn === asked) worth.replaceChildren(make("p", error.message, "wrong")); }
  finally { if (turn === asked) worth.removeAttribute("aria-busy"); }
}
sliders.addEventListener("input", (event) => { showValue(event.target); clearTimeout(pause); pause = setTimeout(work, 250); });
sliders.addEventListener("reset", () => setTimeout(() => { $$("input[type=range]", sliders).forEach(showValue); clearTimeout(pause); work(); $("input", sliders).focus(); }));
sliders.addEventListener("submit", (event) => event.preventDefault());
$$("input[type=range]", sliders).forEach(showValue);
