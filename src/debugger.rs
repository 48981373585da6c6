//! What gdb is told of a program's values: a script in the section `.debug_gdb_scripts`, which gdb runs when it opens the file.
//! The script is `debugger.py`; in front of it stand tables of this program and the numbers of `parfait`.
use parfait::{Layout, value};
use register::shapes::Shapes;
use serde_json::json;
use std::fmt::Write;

/// What the section's entries begin with: here a script in Python follows (gdb's manual, "The .debug_gdb_scripts section").
const PYTHON_TEXT: u8 = 4;

/// The section and its name.
pub fn section(shapes: &Shapes) -> (&'static str, Vec<u8>) {
    let mut bytes = vec![PYTHON_TEXT];
    bytes.extend(b"ruby-values\n");
    bytes.extend(script(shapes).bytes());
    bytes.push(0);
    (".debug_gdb_scripts", bytes)
}

fn script(shapes: &Shapes) -> String {
    let mut script = String::new();
    let numbers = [
        ("REFERENCE", value::REFERENCE_TAG),
        ("FALSE", value::FALSE),
        ("NIL", value::NIL),
        ("TRUE", value::TRUE),
        ("UNDEFINED", value::UNDEFINED),
        ("SYMBOL", value::SYMBOL_TAG),
        ("FLOAT_BIAS", value::FLOAT_BIAS),
    ];
    // writing to a string does not fail
    for (name, number) in numbers {
        let _ = writeln!(script, "{name} = {number:#x}");
    }
    let _ = writeln!(script, "SYMBOLS = {}", json!(shapes.symbols));
    script.push_str("CLASSES = [\n");
    for shape in &shapes.classes {
        let _ = writeln!(script, "{},", json!([shape.name, shape.kinds, layout(shape.layout), shape.fields]));
    }
    script.push_str("]\n");
    script.push_str(include_str!("debugger.py"));
    script
}

fn layout(layout: Layout) -> &'static str {
    match layout {
        Layout::Plain => "plain",
        Layout::Values => "values",
        Layout::Bytes => "bytes",
        Layout::Raw => "raw",
        Layout::Immediate => "immediate",
    }
}
