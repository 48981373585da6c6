//! `emit`: every level in every format is what it claims to be. JSON is held against the tables of docs/json.md, graphs are read by
//! the grammar of Graphviz, pages are well-formed.
#[allow(dead_code)]
mod support;

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;
use support::case::ROOT;
use support::process::{Outcome, Scratch};

const LEVELS: [&str; 7] = ["source", "ast", "virtual", "register", "asm", "elf", "positions"];

const PROGRAM: &str = "require_relative \"more\"
class Account
  def initialize = @balance = 0
  def deposit(amount)
    raise ArgumentError, \"<no> & \\\"never\\\"\" if amount < 0
    @balance += amount
  end
end
def fib(n) = n < 2 ? n : fib(n - 1) + fib(n - 2)
a = Account.new
[1, 2, 3].each { |n| puts a.deposit(n) }
puts fib(20), more
def careful(n)
  10 / n
rescue ZeroDivisionError
  0
end
puts careful(0)
";

fn scratch(test: &str) -> Scratch {
    let scratch = Scratch::new(&format!("emit-{test}")).expect("a folder for the tests");
    fs::write(scratch.file("app.rb"), PROGRAM).expect("the folder is ours");
    fs::write(scratch.file("more.rb"), "def more = \"\u{e9}\\\\\"\n").expect("the folder is ours");
    scratch
}

fn run(scratch: &Scratch, command: &[&str], file: &str, options: &[&str]) -> Outcome {
    let mut salama = Command::new(env!("CARGO_BIN_EXE_salama"));
    salama.args(command).arg(scratch.file(file)).args(options);
    scratch.run(&mut salama, None).unwrap_or_else(|complaint| panic!("{complaint}"))
}

#[track_caller]
fn emit(scratch: &Scratch, level: &str, options: &[&str]) -> String {
    let outcome = run(scratch, &["emit", level], "app.rb", options);
    assert_eq!(outcome.status, Some(0), "{level} {options:?}: {}", String::from_utf8_lossy(&outcome.errors));
    assert!(outcome.errors.is_empty(), "{level} {options:?}: {}", String::from_utf8_lossy(&outcome.errors));
    String::from_utf8(outcome.output).expect("UTF-8")
}

/// The tables of docs/json.md: by name, the fields with their types.
fn tables() -> BTreeMap<String, BTreeMap<String, String>> {
    let page = fs::read_to_string(Path::new(ROOT).join("docs/json.md")).expect("the page is there");
    let mut tables: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    let mut name = "";
    for line in page.lines() {
        if let Some(title) = line.strip_prefix("### ") {
            name = title;
            assert!(tables.insert(title.to_string(), BTreeMap::new()).is_none(), "{title} is there twice");
        } else if let Some(row) = line.strip_prefix("| ").filter(|row| !row.starts_with("field ") && !row.starts_with("---")) {
            let cells: Vec<&str> = row.split('|').map(str::trim).collect();
            tables.get_mut(name).expect("a title").insert(cells[0].to_string(), cells[1].to_string());
        }
    }
    tables
}

/// What is wrong with a value of a type, if anything is; the tables that were needed are noted.
fn wrong(
    value: &Value,
    ty: &str,
    tables: &BTreeMap<String, BTreeMap<String, String>>,
    used: &mut BTreeSet<String>,
) -> Option<String> {
    if let Some(ty) = ty.strip_suffix(" or null") {
        return if value.is_null() { None } else { wrong(value, ty, tables, used) };
    }
    if let Some(ty) = ty.strip_prefix("list of ") {
        let Some(list) = value.as_array() else { return Some(format!("{value} is no list")) };
        return list.iter().find_map(|one| wrong(one, ty, tables, used));
    }
    let fits = match ty {
        "string" => value.is_string(),
        "integer" => value.is_u64() || value.is_i64(),
        "boolean" => value.is_boolean(),
        _ => return of_table(value, &[ty], tables, used),
    };
    (!fits).then(|| format!("{value} is no {ty}"))
}

/// What is wrong with an object that has the fields of these tables and no others.
fn of_table(
    value: &Value,
    names: &[&str],
    tables: &BTreeMap<String, BTreeMap<String, String>>,
    used: &mut BTreeSet<String>,
) -> Option<String> {
    let Some(object) = value.as_object() else { return Some(format!("{value} is no {names:?}")) };
    let mut known = BTreeSet::new();
    for name in names {
        used.insert((*name).to_string());
        for (field, ty) in tables.get(*name).unwrap_or_else(|| panic!("docs/json.md has no table {name}")) {
            known.insert(field.as_str());
            let Some(value) = object.get(field) else { return Some(format!("{name} has no field {field}")) };
            if let Some(wrong) = wrong(value, ty, tables, used) {
                return Some(format!("{name}.{field}: {wrong}"));
            }
        }
    }
    object.keys().find(|field| !known.contains(field.as_str())).map(|field| format!("{names:?} should have no field {field}"))
}

/// All positions that a document names, with how many it has.
fn positions(value: &Value, found: &mut Vec<u64>) {
    match value {
        Value::Array(list) => list.iter().for_each(|one| positions(one, found)),
        Value::Object(fields) => {
            found.extend(["position", "inlined_at"].iter().filter_map(|name| fields.get(*name)?.as_u64()));
            fields.values().for_each(|one| positions(one, found));
        }
        _ => {}
    }
}

#[test]
fn json_is_as_its_page_says() {
    let scratch = scratch("json");
    let tables = tables();
    let mut used = BTreeSet::new();
    for level in LEVELS {
        for options in [&[][..], &["-O2"], &["-O0", "--method", "Account#deposit"], &["--target", "aarch64"]] {
            let text = emit(&scratch, level, &[&["--format", "json"], options].concat());
            let document: Value = serde_json::from_str(&text).expect("JSON");
            assert_eq!(of_table(&document, &["head", level], &tables, &mut used), None, "{level} {options:?}");
            assert_eq!((&document["version"], &document["level"]), (&Value::from(1), &Value::from(level)));
            let mut named = Vec::new();
            positions(&document, &mut named);
            if let Some(rows) = document["positions"].as_array() {
                assert!(!named.is_empty() && named.iter().all(|number| (*number as usize) < rows.len()), "{level} {options:?}");
                let after = |(index, row): (usize, &Value)| row["inlined_at"].as_u64().is_none_or(|at| (at as usize) < index);
                assert!(rows.iter().enumerate().all(after), "{level} {options:?}");
            }
        }
    }
    let times = run(&scratch, &["emit", "elf"], "app.rb", &["--time-passes=json"]);
    let times: Value = serde_json::from_slice(&times.errors).expect("JSON");
    assert_eq!(of_table(&times, &["times"], &tables, &mut used), None);
    let output = scratch.file("app").to_string_lossy().into_owned();
    let remarks = run(&scratch, &["build", "--remarks=json", "--remarks-runtime"], "app.rb", &["-o", &output]);
    let remarks: Value = serde_json::from_slice(&remarks.errors).expect("JSON");
    assert_eq!(of_table(&remarks, &["remarks"], &tables, &mut used), None);
    for options in [&[][..], &["--why", "*deposit*", "--why", "Object#fib"]] {
        let sizes = run(&scratch, &["build", "--size=json", "-o", &output], "app.rb", options);
        let sizes: Value = serde_json::from_slice(&sizes.output).unwrap_or_else(|_| panic!("{}", sizes.text()));
        assert_eq!(of_table(&sizes, &["sizes"], &tables, &mut used), None);
        assert_eq!(sizes["why"].as_array().is_some_and(Vec::is_empty), options.is_empty());
    }
    let mut passes = Command::new(env!("CARGO_BIN_EXE_salama"));
    let passes = scratch.run(passes.args(["passes", "--format", "json"]), None).expect("it ends");
    let passes: Value = serde_json::from_slice(&passes.output).expect("JSON");
    assert_eq!(of_table(&passes, &["passes"], &tables, &mut used), None);
    let never: Vec<&String> = tables.keys().filter(|name| !used.contains(*name)).collect();
    assert!(never.is_empty(), "tables of docs/json.md that nothing has: {never:?}");
    scratch.remove();
}

#[test]
fn what_is_wrong_with_json_is_seen() {
    let tables = tables();
    let check = |text: &str| {
        let value: Value = serde_json::from_str(text).expect("JSON");
        of_table(&value, &["line"], &tables, &mut BTreeSet::new()).is_some()
    };
    assert!(!check(r#"{"number": 1, "text": "a"}"#));
    for text in [r#"{"number": 1}"#, r#"{"number": "1", "text": "a"}"#, r#"{"number": 1, "text": "a", "more": 1}"#, "[]"] {
        assert!(check(text), "{text}");
    }
}

#[test]
fn what_documents_say_is_so() {
    let scratch = scratch("content");
    let json = |level: &str, options: &[&str]| -> Value {
        serde_json::from_str(&emit(&scratch, level, &[&["--format", "json"], options].concat())).expect("JSON")
    };
    // files in the order in which they are read, with their lines
    let source = json("source", &[]);
    let names: Vec<&str> = source["files"].as_array().into_iter().flatten().filter_map(|file| file["name"].as_str()).collect();
    assert!(names.len() == 2 && names[0].ends_with("app.rb") && names[1].ends_with("more.rb"), "{names:?}");
    assert_eq!(source["files"][0]["requires"][0]["file"], names[1]);
    let lines: Vec<&str> =
        source["files"][0]["lines"].as_array().into_iter().flatten().filter_map(|it| it["text"].as_str()).collect();
    assert_eq!(lines, PROGRAM.lines().collect::<Vec<_>>());
    let part = json("source", &["--method", "Account#deposit"]);
    assert_eq!(part["files"][0]["lines"][0]["number"], 4);
    assert_eq!(part["files"][0]["lines"].as_array().map(Vec::len), Some(4));
    // a method's blocks name each other, and its instructions where they come from
    let program = json("virtual", &["--method", "Account#deposit"]);
    let method = &program["methods"][0];
    assert_eq!((&method["name"], &method["place"]["line"]), (&Value::from("Account#deposit"), &Value::from(4)));
    let blocks: Vec<&Value> = method["blocks"].as_array().into_iter().flatten().collect();
    let names: Vec<&Value> = blocks.iter().map(|block| &block["name"]).collect();
    assert!(blocks.iter().flat_map(|block| block["successors"].as_array().into_iter().flatten()).all(|to| names.contains(&to)));
    let careful = json("virtual", &["--method", "Object#careful"]);
    let careful = careful["methods"][0]["blocks"].as_array().into_iter().flatten();
    assert!(careful.into_iter().any(|block| block["rescue"].is_string()), "it rescues");
    let send = blocks.iter().flat_map(|block| block["instructions"].as_array().into_iter().flatten());
    let send = send.into_iter().find(|it| it["operation"] == "send" && it["operands"][0] == ":+").expect("it adds");
    let position = send["position"].as_u64().expect("it has a place") as usize;
    assert_eq!(program["positions"][position]["line"], 6);
    // the sections are those of the file that build writes
    let elf = json("elf", &["--method", "Object#fib"]);
    let mut build = Command::new(env!("CARGO_BIN_EXE_salama"));
    build.arg("build").arg(scratch.file("app.rb")).arg("-o").arg(scratch.file("app"));
    assert_eq!(scratch.run(&mut build, None).expect("it ends").status, Some(0));
    assert_eq!(elf["size"], fs::metadata(scratch.file("app")).expect("it is there").len());
    assert_eq!((&elf["symbols"][0]["name"], &elf["symbols"][0]["section"]), (&Value::from("Object#fib"), &Value::from(".text")));
    // addresses of a function lie where its symbol is
    let ranges = json("positions", &["--method", "Object#fib"]);
    let ranges: Vec<&Value> = ranges["ranges"].as_array().into_iter().flatten().collect();
    let start = elf["symbols"][0]["address"].as_u64().expect("an address");
    let end = start + elf["symbols"][0]["size"].as_u64().expect("a size");
    assert_eq!((ranges[0]["start"].as_u64(), ranges.last().expect("one")["end"].as_u64()), (Some(start), Some(end)));
    assert!(ranges.windows(2).all(|pair| pair[0]["end"] == pair[1]["start"]), "no gaps");
    assert!(ranges.iter().any(|range| range["places"].as_array().is_some_and(|places| places.len() > 1)), "calls are inlined");
    scratch.remove();
}

/// Reads a graph by the grammar of <https://graphviz.org/doc/info/lang.html>: how many nodes and edges it has.
struct Dot<'a> {
    rest: &'a str,
    nodes: BTreeSet<String>,
    edges: Vec<(String, String)>,
}

impl Dot<'_> {
    fn read(text: &str) -> (BTreeSet<String>, Vec<(String, String)>) {
        let mut dot = Dot { rest: text, nodes: BTreeSet::new(), edges: Vec::new() };
        assert_eq!(dot.id(), "digraph");
        dot.statements();
        assert_eq!(dot.rest.trim(), "", "something stands behind the graph");
        (dot.nodes, dot.edges)
    }

    fn takes(&mut self, token: &str) -> bool {
        self.rest = self.rest.trim_start();
        let rest = self.rest.strip_prefix(token);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// A word, a number or a string.
    fn id(&mut self) -> String {
        self.rest = self.rest.trim_start();
        let length = if self.rest.starts_with('"') {
            let mut letters = self.rest.char_indices().skip(1);
            let mut end = None;
            while let Some((at, letter)) = letters.next() {
                match letter {
                    '"' => {
                        end = Some(at + 1);
                        break;
                    }
                    '\\' => drop(letters.next()),
                    _ => {}
                }
            }
            end.expect("a string ends")
        } else {
            self.rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_').expect("the graph ends")
        };
        assert!(length > 0, "a name is missing at {:?}", self.rest.chars().take(40).collect::<String>());
        let (id, rest) = self.rest.split_at(length);
        self.rest = rest;
        id.to_string()
    }

    fn statements(&mut self) {
        assert!(self.takes("{"), "a brace at {:?}", self.rest.chars().take(40).collect::<String>());
        while !self.takes("}") {
            let id = self.id();
            if id == "subgraph" {
                self.id();
                self.statements();
                continue;
            }
            if self.takes("=") {
                self.id();
            } else if self.takes("->") {
                let to = self.id();
                self.edges.push((id, to));
            } else if id != "node" {
                self.nodes.insert(id);
            }
            if self.takes("[") {
                while !self.takes("]") {
                    self.id();
                    assert!(self.takes("="), "an attribute has a value");
                    self.id();
                    self.takes(",");
                }
            }
            assert!(self.takes(";"), "a statement ends at {:?}", self.rest.chars().take(40).collect::<String>());
        }
    }
}

#[test]
fn graphs_are_graphs() {
    let scratch = scratch("dot");
    for level in LEVELS {
        for options in [&["-O2"][..], &["-O0", "--method", "Account#deposit"], &["--method", "*fib*", "--after", "lower"]] {
            if options.contains(&"--after") && level != "register" {
                continue;
            }
            let text = emit(&scratch, level, &[&["--format", "dot"], options].concat());
            let (nodes, edges) = Dot::read(&text);
            assert!(!nodes.is_empty(), "{level} {options:?}");
            let lost = edges.iter().find(|(from, to)| !nodes.contains(from) || !nodes.contains(to));
            assert!(lost.is_none(), "{level} {options:?}: {lost:?}");
        }
    }
    let (nodes, edges) = Dot::read(&emit(&scratch, "virtual", &["--format", "dot", "--method", "Account#deposit"]));
    let block = |name: &str| format!("\"Account#deposit:{name}\"");
    assert_eq!(nodes, ["b0", "b1", "b2"].map(block).into());
    assert_eq!(edges, [("b0", "b1"), ("b0", "b2"), ("b1", "b2")].map(|(from, to)| (block(from), block(to))));
    let (_, calls) = Dot::read(&emit(&scratch, "register", &["-O2", "--format", "dot"]));
    assert!(calls.contains(&("\"Object#fib#2\"".into(), "\"Object#fib#2\"".into())), "fib calls itself");
    scratch.remove();
}

/// Elements open and close in pairs, and text holds no bare `<` or `&`.
#[track_caller]
fn well_formed(page: &str) {
    let mut open: Vec<&str> = Vec::new();
    let (mut rest, mut style) = (page, false);
    while let Some(at) = rest.find('<') {
        let text = &rest[..at];
        for (index, _) in text.match_indices('&') {
            assert!(["&amp;", "&lt;", "&gt;", "&quot;"].iter().any(|entity| text[index..].starts_with(entity)), "{text}");
        }
        assert!(style || !text.contains('>'), "{text}");
        let end = at + rest[at..].find('>').expect("an element ends");
        let tag = &rest[at + 1..end];
        rest = &rest[end + 1..];
        let name = tag.split([' ', '/']).find(|name| !name.is_empty()).expect("a name");
        style = tag == "style";
        match tag {
            _ if tag.starts_with('!') || tag.ends_with('/') => {}
            _ if tag.starts_with('/') => assert_eq!(open.pop(), Some(name), "{tag} closes another"),
            _ => open.push(name),
        }
    }
    assert!(open.is_empty(), "{open:?} are not closed");
}

#[test]
fn pages_are_well_formed_and_need_nothing() {
    let scratch = scratch("html");
    for level in LEVELS {
        for options in [&["-O2"][..], &["-O0", "--method", "Account#deposit"]] {
            let page = emit(&scratch, level, &[&["--format", "html"], options].concat());
            assert!(page.starts_with("<!DOCTYPE html>\n"), "{level}");
            well_formed(&page);
            for word in ["<script", "src=", "http", "url("] {
                assert!(!page.contains(word), "{level} {options:?} has {word}");
            }
        }
    }
    let page = emit(&scratch, "source", &["--format", "html"]);
    assert!(page.contains("&lt;no&gt; &amp; \\&quot;never\\&quot;"), "what Ruby writes is shown as it is");
    scratch.remove();
}

#[test]
fn texts_say_where_lines_come_from() {
    let scratch = scratch("text");
    let place = scratch.file("app.rb").display().to_string();
    let source = emit(&scratch, "source", &[]);
    assert!(source.contains(PROGRAM) && source.starts_with(&format!("# {place}\n")), "{source}");
    for (level, options, wanted) in [
        ("virtual", &["--positions", "--method", "Account#deposit"][..], format!("  # {place}:6:5 in Account#deposit\n")),
        (
            "register",
            &["-O2", "--positions", "--method", "<main>"],
            format!(" in Account#deposit < {place}:11:29 in block in <main> < "),
        ),
        (
            "asm",
            &["-O2", "--positions", "--method", "<main>"],
            format!(" in Account#deposit < {place}:11:29 in block in <main> < "),
        ),
        ("asm", &["-O2", "--method", "Object#fib"], format!("Object#fib:    # {place}:9\n")),
        ("positions", &["--method", "<main>"], format!(" in Account#deposit < {place}:11:29 in block in <main> < ")),
        ("elf", &["--method", "Object#fib"], "\n  Object#fib ".to_string()),
        ("ast", &["--method", "Account#deposit"], "def deposit".to_string()),
    ] {
        let text = emit(&scratch, level, options);
        assert!(text.contains(&wanted), "{level} {options:?} has no {wanted}:\n{text}");
    }
    // without --method what a machine's text is stays as it is: an input
    for level in ["virtual", "register"] {
        let file = format!("whole.{level}");
        fs::write(scratch.file(&file), emit(&scratch, level, &["-O1"])).expect("the folder is ours");
        let again = run(&scratch, &["emit", level], &file, &[]);
        assert_eq!(again.status, Some(0), "{}", String::from_utf8_lossy(&again.errors));
        let sources = run(&scratch, &["emit", "source"], &file, &[]);
        assert_eq!(String::from_utf8_lossy(&sources.output), source, "the text of a machine has its sources");
    }
    for (level, options, wanted) in [
        ("virtual", &["--method", "Acount#*"][..], "no method is called `Acount#*`"),
        ("source", &["--method", "deposit"], "no method is called `deposit`: did you mean `Account#deposit`?"),
        ("register", &["-O2", "--method", "Account#initialize"], "`Account#initialize` has no code of its own after layout"),
        ("elf", &["--after", "gvn"], "an executable is there after all passes only"),
    ] {
        let outcome = run(&scratch, &["emit", level], "app.rb", options);
        assert_eq!(outcome.status, Some(1), "{level} {options:?}");
        assert!(outcome.text().contains(wanted), "{level} {options:?}: {}", outcome.text());
    }
    scratch.remove();
}

#[test]
fn times_are_told_with_what_they_are_of() {
    let scratch = scratch("times");
    let told = |option: &str| {
        let outcome = run(&scratch, &["emit", "elf"], "app.rb", &[option, "--method", "*fib"]);
        String::from_utf8(outcome.errors).expect("UTF-8")
    };
    let times: Value = serde_json::from_str(&told("--time-passes=json")).expect("JSON");
    let steps: Vec<&Value> = times["steps"].as_array().into_iter().flatten().collect();
    let names: Vec<&str> = steps.iter().filter_map(|step| step["name"].as_str()).collect();
    assert_eq!((names[0], names[1], names.last()), ("compile", "infer", Some(&"link")));
    let sum: u64 = steps.iter().filter_map(|step| step["microseconds"].as_u64()).sum();
    assert_eq!(times["microseconds"], sum);
    for pair in steps.windows(2).filter(|pair| pair[1]["before"].is_object()) {
        assert_eq!(pair[0]["after"], pair[1]["before"], "{}", pair[1]["name"]);
    }
    let methods: Vec<&Value> = times["methods"].as_array().into_iter().flatten().collect();
    assert!(methods.len() == 1 && methods[0]["name"] == "Object#fib#2", "{methods:?}");
    assert!(methods[0]["bytes"].as_u64().is_some_and(|bytes| bytes > 0));
    let changes: Vec<&Value> = methods[0]["steps"].as_array().into_iter().flatten().collect();
    assert!(changes.iter().any(|change| change["name"] == "inline"), "fib is inlined into itself: {changes:?}");
    assert_eq!(changes.last().map(|change| &change["after"]), Some(&methods[0]["instructions"]));
    let table = told("--time-passes");
    let rows: Vec<f64> = table.lines().skip(1).map_while(|line| line.get(..9)?.trim().parse().ok()).collect();
    assert!(rows.len() == steps.len() + 1, "{table}");
    assert!(rows[..steps.len()].windows(2).all(|pair| pair[0] >= pair[1]), "what took longest comes first: {table}");
    assert!(table.contains("Object#fib#2: "), "{table}");
    scratch.remove();
}
