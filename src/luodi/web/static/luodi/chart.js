"use strict";
// Draws the charts of a page from the options that stand beside them, at the width there is, with the table of each one
// key away. Without it the tables are there all the same.

const TEXT = 13, LINE = 21, ICON = 28 + 5 + 12;

const wide = (text) => [...text].reduce((sum, sign) => sum + (sign.charCodeAt(0) > 255 ? TEXT : TEXT * 0.56), 0);

function short(text, room) {
  if (wide(text) <= room) return text;
  let kept = [...text];
  while (kept.length > 1 && wide(kept.join("")) + TEXT > room) kept.pop();
  return kept.join("") + "…";
}

// The option for a width: the page has the title, and the legend takes as many rows as it needs.
function fitted(given, width, unit) {
  const option = structuredClone(given);
  const room = width - 24;
  let rows = 1, used = 0;
  for (const { name } of option.legend.data) {
    const taken = Math.min(room, ICON + wide(name));
    if (used && used + taken > room) { rows += 1; used = 0; }
    used += taken;
  }
  delete option.title;
  option.grid = { ...option.grid, top: 40, bottom: 42 + LINE * rows };
  if (width < 560) Object.assign(option.grid, { left: 52, right: 12 });
  option.legend.formatter = (name) => short(name, room - ICON);
  option.tooltip = {
    trigger: "item", renderMode: "richText", confine: true, textStyle: { color: "#222222" },
    formatter: ({ seriesName, name, value }) => {
      const at = value[0] - option.xAxis[0].min - 0.5;
      const year = Number.isInteger(value[0]) ? option.xAxis[1].data[Math.round(at)] + "  " : "";
      return `${seriesName}\n${year}${name} ${unit}`;
    },
  };
  for (const series of option.series) series.labelLayout = { hideOverlap: true };
  return [option, 250 + option.grid.bottom];
}

for (const figure of document.querySelectorAll("figure.chart")) {
  const given = JSON.parse(figure.querySelector("script").textContent);
  const box = figure.querySelector(".drawing");
  const chart = globalThis.chartIn(box);
  let drawn = 0;
  const draw = () => {
    const width = box.clientWidth;
    if (!width || width === drawn) return;
    drawn = width;
    const [option, height] = fitted(given, width, box.dataset.unit);
    box.style.height = `${height}px`;
    chart.resize({ width, height });
    chart.setOption(option, true);
  };
  draw();
  new ResizeObserver(draw).observe(box);

  const button = figure.querySelector(".toggle");
  const table = document.getElementById(button.getAttribute("aria-controls"));
  const turn = (open) => {
    table.classList.toggle("folded", !open);
    button.setAttribute("aria-expanded", String(open));
  };
  button.hidden = false;
  turn(false);
  button.addEventListener("click", () => turn(table.classList.contains("folded")));
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, select, textarea, [contenteditable]");
    if (event.key !== "d" || event.ctrlKey || event.altKey || event.metaKey || typing) return;
    turn(table.classList.contains("folded"));
    button.focus();
  });
}
