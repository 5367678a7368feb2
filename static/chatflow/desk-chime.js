// A short sound when a call begins to wait; off until she switches it on, because a room full of desks is loud.

const KEY = "desk-sound";

export function chime(button) {
  let known = null;
  let context = null;
  const on = () => localStorage.getItem(KEY) === "on";
  const show = () => button.setAttribute("aria-pressed", String(on()));
  button.addEventListener("click", () => {
    localStorage.setItem(KEY, on() ? "off" : "on");
    show();
    if (on()) ring(1);
  });
  show();

  // One tone, two where somebody is hurt.
  function ring(times) {
    context ??= new AudioContext();
    context.resume();
    for (let nth = 0; nth < times; nth += 1) {
      const [tone, loudness, at] = [context.createOscillator(), context.createGain(), context.currentTime + nth * 0.35];
      tone.frequency.value = 660;
      loudness.gain.setValueAtTime(0.15, at);
      loudness.gain.exponentialRampToValueAtTime(0.001, at + 0.3);
      tone.connect(loudness).connect(context.destination);
      tone.start(at);
      tone.stop(at + 0.3);
    }
  }

  return (waiting) => {
    const fresh = known ? waiting.filter((call) => !known.has(call.call)) : [];
    known = new Set(waiting.map((call) => call.call));
    if (fresh.length && on()) ring(fresh.some((call) => call.injured) ? 2 : 1);
  };
}
