// The weight chart: dots for weigh-ins, a line for the trend, a dashed line for the target.

import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";

const figure = document.querySelector("[data-chart]");
const source = document.getElementById("weight-data");

function draw() {
  const data = JSON.parse(source.textContent);
  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const font = `12px ${getComputedStyle(document.body).fontFamily}`;
  const axis = { stroke: token("--ink-soft"), grid: { stroke: token("--line"), width: 1 }, ticks: { show: false }, font };
  const day = (seconds) => new Date(seconds * 1000).toLocaleDateString(document.documentElement.lang, { month: "numeric", day: "numeric", timeZone: "UTC" });
  const box = figure.querySelector("[data-plot]");
  const target = data.target === null ? [] : [data.target];
  const values = [...data.weights, ...data.trend, ...target].filter((value) => value !== null);
  const low = Math.min(...values), high = Math.max(...values), room = Math.max(0.6, (high - low) * 0.15);
  const options = {
    width: box.clientWidth,
    height: Math.max(200, Math.min(300, box.clientWidth * 0.5)),
    padding: [12, 28, 0, 0],
    cursor: { show: false },
    legend: { show: false },
    scales: { x: { time: false }, y: { range: [low - room, high + room] } },
    axes: [
      { ...axis, values: (_, splits) => splits.map(day), space: 64, incrs: [1, 2, 3, 7, 14, 28, 56].map((n) => n * 86400) },
      { ...axis, size: 48, values: (_, splits) => splits.map((value) => value.toFixed(1)) },
    ],
    series: [
      {},
      { paths: () => null, points: { show: true, size: 9, fill: token("--accent"), width: 0 } },
      { stroke: token("--accent"), width: 2.5, points: { show: false }, spanGaps: true },
      { stroke: token("--warm"), width: 1.5, dash: [6, 5], points: { show: false } },
    ],
  };
  box.replaceChildren();
  const line = data.days.map(() => data.target);
  new uPlot(options, [data.days, data.weights, data.trend, line], box);
}

if (figure && source) {
  draw();
  let width = figure.clientWidth;
  new ResizeObserver(() => {
    if (figure.clientWidth === width) return;
    width = figure.clientWidth;
    draw();
  }).observe(figure);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
}

// A new summary belongs to the list below it: the link to past summaries says so without a reload.
document.addEventListener("stream-done", (event) => {
  document.querySelector("[data-past]")?.removeAttribute("hidden");
  underline(event.target.querySelector("[data-part=text]"), event.detail.stream);
});

// The finished text again with its numbers underlined, as soon as the server has checked and stored it.
async function underline(prose, stream, tries = 5) {
  const response = await fetch(`/gym/summaries/checked/${encodeURIComponent(stream)}/`).catch(() => null);
  if (response?.ok) prose.innerHTML = await response.text();
  else if (tries > 1) setTimeout(() => underline(prose, stream, tries - 1), 400);
}

const print = document.querySelector("[data-print]");
print.hidden = false;
print.addEventListener("click", () => window.print());
