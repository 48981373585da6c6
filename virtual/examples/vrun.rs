use base::{SourceFile, Sources};
use virtual_machine::{compile, interpret, text};
use std::io::Write;
struct Real { start: std::time::Instant }
impl interpret::World for Real {
    fn write(&mut self, d: i64, bytes: &[u8]) -> i64 {
        if d == 1 { std::io::stdout().write_all(bytes).unwrap(); } else { std::io::stderr().write_all(bytes).unwrap(); }
        bytes.len() as i64
    }
    fn clock(&mut self, _: i64) -> (i64, i64) { let e = self.start.elapsed(); (e.as_secs() as i64, e.subsec_nanos() as i64) }
}
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let mut sources = Sources::new();
    let mut runtime = vec![];
    if args[1].ends_with(".rb") {
        let f = sources.add(SourceFile::new(args[1].clone(), std::fs::read_to_string(&args[1]).unwrap(), true));
        runtime.push(f);
    } else {
        let mut names: Vec<_> = std::fs::read_dir(&args[1]).unwrap().map(|e| e.unwrap().path()).filter(|p| p.extension().is_some_and(|e| e == "rb")).collect();
        names.sort();
        for p in names { runtime.push(sources.add(SourceFile::new(p.file_name().unwrap().to_str().unwrap(), std::fs::read_to_string(&p).unwrap(), true))); }
    }
    let file = sources.add(SourceFile::new(args[2].clone(), std::fs::read_to_string(&args[2]).unwrap(), false));
    let show = |ds: Vec<base::Diagnostic>, sources: &Sources| { for d in ds { let at = d.labels.first().map(|l| { let (a, b) = sources.line_column(l.span); format!("{}:{a}:{b}", sources.file(l.span.file).name) }).unwrap_or_default(); eprintln!("{at}: {} {}", d.title, d.labels.first().map(|l| l.text.clone()).unwrap_or_default()); } std::process::exit(1) };
    let mut parsed = vec![];
    for r in runtime { match ast::parse(r, &sources) { Ok(p) => parsed.push(p), Err(d) => { show(d, &sources); return } } }
    let main = match ast::parse(file, &sources) { Ok(p) => p, Err(d) => { show(d, &sources); return } };
    let kept = sources.clone();
    let mut program = match compile::compile(sources, &parsed, &main, &Default::default()) { Ok(p) => p, Err(d) => { show(d, &kept); return } };
    if args.get(3).is_some_and(|a| a == "--text") {
        let one = text::print(&program);
        std::fs::write("/tmp/vinterp.text", &one).unwrap();
        let t = std::time::Instant::now();
        match text::parse(&one) {
            Ok(p) => { let two = text::print(&p); println!("round trip {} {} bytes {:?}", one == two, one.len(), t.elapsed());
                std::fs::write("/tmp/vinterp2.text", &two).unwrap(); program = p; }
            Err(d) => { for d in d { let s = d.labels[0].span; let line = one[..s.start as usize].matches('\n').count(); eprintln!("{} {} {}", line + 1, d.title, one.lines().nth(line).unwrap()); } return }
        }
    }
    let t = std::time::Instant::now();
    let r = interpret::interpret(&program, &mut Real { start: std::time::Instant::now() }, &["prog".to_string()]);
    eprintln!("{r:?} {:?}", t.elapsed());
}
