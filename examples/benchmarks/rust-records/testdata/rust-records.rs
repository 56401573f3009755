// rust-records: a table of sales read from CSV, sorted and added up, many times over.
//
// Exercises: Rust as it is usually written: iterators and closures, String and Vec, a
//            HashMap with its SipHash, a BTreeMap, a sort by several keys, Result and
//            Option everywhere, dynamic dispatch over a trait, formatting.
// Workload:  default.input (2,000 records, 6 times) or small.input (100 records,
//            once), written by testdata/geninputs.go.
// Build:     rustc --edition 2021 --target wasm32-wasi -C opt-level=3 -C lto=fat -C panic=abort
//            -C strip=symbols -o rust-records/rust-records.wasm rust-records/testdata/rust-records.rs
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

#[link(wasm_import_module = "bench")]
extern "C" {
    #[link_name = "start"]
    fn bench_start();
    #[link_name = "end"]
    fn bench_end();
}

struct Sale {
    customer: String,
    town: String,
    year: u32,
    month: u32,
    cents: i64,
}

#[derive(Debug)]
enum Wrong {
    Fields(usize),
    Number(String),
    Quote(usize),
}

/// fields cuts a line of CSV, in which a field may be quoted, and a quote doubled.
fn fields(line: &str) -> Result<Vec<String>, Wrong> {
    let mut all = Vec::new();
    let mut field = String::new();
    let mut quoted = false;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, quoted) {
            ('"', true) if chars.peek() == Some(&'"') => {
                chars.next();
                field.push('"');
            }
            ('"', _) => quoted = !quoted,
            (',', false) => all.push(std::mem::take(&mut field)),
            (c, _) => field.push(c),
        }
    }
    if quoted {
        return Err(Wrong::Quote(line.len()));
    }
    all.push(field);
    Ok(all)
}

fn number<T: std::str::FromStr>(text: &str) -> Result<T, Wrong> {
    text.parse().map_err(|_| Wrong::Number(text.to_string()))
}

fn sale(line: &str) -> Result<Sale, Wrong> {
    let f = fields(line)?;
    let [_, customer, town, day, amount]: [String; 5] =
        f.try_into().map_err(|f: Vec<String>| Wrong::Fields(f.len()))?;
    let mut date = day.split('-').map(number::<u32>);
    let mut part = || date.next().unwrap_or(Err(Wrong::Fields(0)));
    let (year, month) = (part()?, part()?);
    let cents = (number::<f64>(&amount)? * 100.0).round() as i64;
    Ok(Sale { customer, town, year, month, cents })
}

/// A Question is answered from all sales, one at a time.
trait Question {
    fn hear(&mut self, sale: &Sale);
    fn answer(&self, out: &mut String);
}

/// The sums of each month.
#[derive(Default)]
struct Months(BTreeMap<(u32, u32), (i64, u32)>);

impl Question for Months {
    fn hear(&mut self, sale: &Sale) {
        let entry = self.0.entry((sale.year, sale.month)).or_default();
        entry.0 += sale.cents;
        entry.1 += 1;
    }
    fn answer(&self, out: &mut String) {
        for ((year, month), (cents, n)) in &self.0 {
            let _ = writeln!(out, "{year}-{month:02} {n} {:.2}", *cents as f64 / 100.0);
        }
    }
}

/// The ten customers who bought for most, and in how many towns.
#[derive(Default)]
struct Best(HashMap<String, (i64, Vec<String>)>);

impl Question for Best {
    fn hear(&mut self, sale: &Sale) {
        let entry = self.0.entry(sale.customer.to_uppercase()).or_default();
        entry.0 += sale.cents;
        if !entry.1.contains(&sale.town) {
            entry.1.push(sale.town.clone());
        }
    }
    fn answer(&self, out: &mut String) {
        let mut all: Vec<_> = self.0.iter().collect();
        all.sort_by_key(|(name, (cents, _))| (Reverse(*cents), name.as_str()));
        for (name, (cents, towns)) in all.iter().take(10) {
            let _ = writeln!(out, "{name} {} {:.2}", towns.len(), *cents as f64 / 100.0);
        }
    }
}

fn report(text: &str) -> Result<String, Wrong> {
    let mut sales = text.lines().skip(1).map(sale).collect::<Result<Vec<_>, _>>()?;
    sales.sort_by(|a, b| {
        a.town.cmp(&b.town).then(b.cents.cmp(&a.cents)).then_with(|| a.customer.cmp(&b.customer))
    });
    let mut questions: Vec<Box<dyn Question>> = vec![Box::new(Months::default()), Box::new(Best::default())];
    for sale in &sales {
        questions.iter_mut().for_each(|q| q.hear(sale));
    }
    let mut out = String::new();
    questions.iter().for_each(|q| q.answer(&mut out));
    // The largest sale of each town: the first one of its run.
    for (i, s) in sales.iter().enumerate() {
        if i == 0 || sales[i - 1].town != s.town {
            let _ = writeln!(out, "{}: {}, {:.2}", s.town, s.customer, s.cents as f64 / 100.0);
        }
    }
    Ok(out)
}

/// opaque returns x, and the compiler cannot know that: std::hint::black_box is newer.
fn opaque<T>(x: T) -> T {
    let x = std::mem::ManuallyDrop::new(x);
    unsafe { std::mem::ManuallyDrop::into_inner(std::ptr::read_volatile(&x)) }
}

fn main() {
    let small = std::env::var_os("WASM_BENCH_USE_SMALL_WORKLOAD").is_some();
    let (path, passes) = if small { ("small.input", 1) } else { ("default.input", 6) };
    let text = std::fs::read_to_string(path).expect(path);

    let mut last = Ok(String::new());
    unsafe { bench_start() };
    for _ in 0..passes {
        last = opaque(report(opaque(&text)));
    }
    unsafe { bench_end() };

    match last {
        Ok(out) => print!("{out}"),
        Err(wrong) => {
            eprintln!("{path}: {wrong:?}");
            std::process::exit(1);
        }
    }
}
