// Numbers as Go's package words writes them, which TestWordsInBrowser holds to it.
const words = (() => {
  const fixed = (x, digits) => {
    const long = x.toFixed(Math.min(100, digits + 60)), rest = long.length - Math.min(100 - digits, 60);
    if (!/^50*$/.test(long.slice(rest))) return x.toFixed(digits);
    const kept = long.slice(0, rest).replace(/\.$/, ""); // halfway: to the even digit
    return Number(kept.slice(-1)) % 2 === 0 ? kept : x.toFixed(digits);
  };
  const scientific = (x) => {
    const [digits, power] = x.toExponential(100).split("e+");
    const even = Number(digits[3]) % 2 === 0;
    const text = /^50*$/.test(digits.slice(4)) && even ? digits.slice(0, 4) + "e+" + power : x.toExponential(2);
    return text.replace(/e\+(\d)$/, "e+0$1");
  };
  const thousands = (x, digits) => {
    const [whole, fraction] = fixed(x, digits).split(".");
    const text = whole.replace(/\B(?=(\d{3})+$)/g, ",");
    return fraction === undefined ? text : text + "." + fraction;
  };
  const decimals = (x) => {
    if (x >= 99.95) return 0;
    let d = 2 - Math.floor(Math.log10(x));
    if (x >= 10 ** (3 - d) - 0.5 * 10 ** -d) d--;
    return Math.min(d, 6);
  };
  const quantity = (count, unit) => {
    const suffix = unit.suffix ?? "", x = count / unit.divide;
    if (!Number.isFinite(count)) return "-";
    if (unit.whole && count < 1e15 && (unit.divide === 1 || Number.isInteger(x))) return thousands(x, Number.isInteger(x) ? 0 : 1) + suffix;
    if (unit.divide === 1 && count < 1000 && Number.isInteger(count)) return count + suffix;
    if (count === 0) return "0" + suffix;
    if (x >= 1e9) return scientific(x) + suffix;
    return thousands(x, decimals(x)) + suffix;
  };
  const percent = (x) => {
    if (x === 0) return "0%";
    if (x < 0.0001) return "under 0.0001%";
    if (x >= 1e6) return "over 1,000,000%";
    if (x >= 9.995) return thousands(x, 0) + "%";
    if (x >= 9.95) return fixed(x, 2) + "%";
    return fixed(x, 1 - Math.floor(Math.log10(x))) + "%";
  };
  const times = (x) => {
    const d = x - 1;
    if (x >= 1e6) return "over 1,000,000x";
    if (x >= 99.95) return thousands(x, 0) + "x";
    if (x >= 9.995) return fixed(x, 1) + "x";
    if (d > 0 && d < 0.01) return fixed(x, Math.min(6, 1 - Math.floor(Math.log10(d)))) + "x";
    return fixed(x, 2) + "x";
  };
  const change = (ratio, event) => {
    if (!(ratio >= 0)) return "-";
    if (Math.abs(ratio - 1) < 1e-12) return "the same";
    const small = Math.abs(ratio - 1) < 0.09995;
    let [less, more] = event.time ? ["faster", "slower"] : event.size ? ["smaller", "larger"] : event.better === "higher" ? ["less", "more"] : ["fewer", "more"];
    if (small && event.time) [less, more] = ["less time", "more time"];
    return (small ? percent(Math.abs(ratio - 1) * 100) : times(Math.max(ratio, 1 / ratio))) + " " + (ratio < 1 ? less : more);
  };
  return { quantity, change };
})();
