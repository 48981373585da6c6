//! The page that `explore` writes, in a browser: what is clicked and typed is looked at through the DOM.
#[allow(dead_code)]
mod support;

use std::fs;
use std::process::Command;
use support::process::Scratch;

/// Prints the page's DOM after a script has worked on it; none where there is no browser, which is said aloud.
fn after(scratch: &Scratch, page: &str, address: &str, script: &str) -> Option<String> {
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let browser = names.iter().find(|name| Command::new(name).arg("--version").output().is_ok_and(|it| it.status.success()));
    let Some(browser) = browser else {
        eprintln!("\n!!! chromium is missing: the page of `explore` is NOT tested.");
        eprintln!("!!! Install it (on Debian: apt-get install chromium) and run the tests again.\n");
        return None;
    };
    let file = scratch.file("tested.html");
    let shown = "while (!document.querySelector('#methods button')) await new Promise(go => setTimeout(go, 20));";
    let script = format!("<script type=\"module\">\n{shown}\n{script}\n</script>\n</body>");
    fs::write(&file, page.replace("</body>", &script)).expect("the folder is ours");
    let url = format!("file://{}{address}", file.display());
    let profile = format!("--user-data-dir={}", scratch.file("profile").display());
    let options = ["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=10000", "--dump-dom", &profile, &url];
    let mut command = Command::new(browser);
    command.args(options);
    let outcome = scratch.run(&mut command, None).expect("the browser ends");
    Some(String::from_utf8_lossy(&outcome.output).into_owned())
}

fn page(scratch: &Scratch) -> String {
    let file = scratch.file("page.html");
    let mut command = Command::new(env!("CARGO_BIN_EXE_salama"));
    command.args(["explore", "examples/lru_cache.rb", "-o"]).arg(&file);
    let outcome = scratch.run(&mut command, None).expect("the page is written");
    assert_eq!(outcome.status, Some(0), "{}", String::from_utf8_lossy(&outcome.errors));
    fs::read_to_string(&file).expect("the page is there")
}

/// What the script has put into the page's title.
fn told(dom: &str) -> &str {
    dom.split_once("<title>").and_then(|(_, rest)| rest.split_once("</title>")).map_or("", |(title, _)| title)
}

#[test]
fn the_page_can_be_worked_with() {
    let scratch = Scratch::new("explore").expect("a folder for the tests");
    let page = page(&scratch);
    assert!(!page.contains("src=\"") && !page.contains("href=\""), "nothing is fetched");
    let check = |address: &str, script: &str, expected: &str| {
        let Some(dom) = after(&scratch, &page, address, script) else { return };
        assert_eq!(told(&dom), expected, "{address} {script}");
    };
    // searching
    check(
        "",
        r##"const search = document.querySelector("#search");
        search.value = "block in"; search.dispatchEvent(new Event("input"));
        document.title = [...document.querySelectorAll("#methods button")].every(b => b.textContent.includes("block in"))
          && document.querySelectorAll("#methods button").length > 0;"##,
        "true",
    );
    // from a line of Ruby to its machine code
    check(
        "",
        r##"const lines = [...document.querySelectorAll("#source .line")];
        const has = (column, one) => document.querySelector(`#${column} .line[data-source="${one.dataset.source}"]`);
        const line = lines.find(one => has("pass", one) && has("assembly", one));
        line.click();
        const hits = [...document.querySelectorAll("#assembly .hit")];
        document.title = hits.length > 0 && hits.every(one => one.dataset.source === line.dataset.source)
          && document.querySelectorAll("#pass .hit").length > 0;"##,
        "true",
    );
    // what a pass changed
    check(
        "",
        r##"const buttons = () => [...document.querySelectorAll(".passes button[data-step]")];
        buttons().find(button => button.textContent === "inline").click();
        const both = document.querySelectorAll("#pass .new").length > 0 && document.querySelectorAll("#pass .gone").length > 0;
        document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "d", bubbles: true }));
        document.title = both && document.querySelectorAll("#pass .gone").length === 0 && location.hash.includes("inline");"##,
        "true",
    );
    // a value everywhere
    check(
        "",
        r##"const name = document.querySelector("#pass .name[data-name^=v]");
        name.click();
        const hits = [...document.querySelectorAll("#pass .name.hit")];
        document.title = hits.length > 1 && hits.every(one => one.dataset.name === name.dataset.name);"##,
        "true",
    );
    // a method that became a part of its callers
    check(
        "",
        r##"const buttons = () => [...document.querySelectorAll("#methods button")];
        const away = buttons().map((_, at) => at).filter(at => {
          buttons()[at].click();
          return document.querySelector("#pass").textContent.includes("became a part of");
        });
        buttons()[away[0]].click();
        const rows = document.querySelectorAll("#assembly .line").length;
        const link = document.querySelector("#pass .link"), name = link.textContent;
        link.click();
        document.title = rows > 0 && document.querySelector("#methods [aria-current=true]").textContent.startsWith(name);"##,
        "true",
    );
    // an address names a place
    check(
        "#%3Cmain%3E,simplify.2,,graph",
        r##"document.title = document.querySelectorAll("svg .node").length > 0
          && document.querySelector("[data-view=graph]").getAttribute("aria-selected")
          && document.querySelector(".passes [aria-current=true]").textContent;"##,
        "simplify",
    );
    // what passes said: in the margin, beneath the source, and a click goes to the pass that said so
    check(
        "",
        r##"const button = [...document.querySelectorAll("#methods button")].find(one => one.textContent.includes("Cache#fetch"))
          ?? document.querySelector("#methods button");
        button.click();
        const said = [...document.querySelectorAll("#remarks .remark")];
        const at = line => document.querySelector(`#source .line[data-source="${line.dataset.source}"]`);
        const marked = said.length > 0 && said.every(one => at(one).querySelector(`.marks .${one.dataset.kind}`));
        const inlined = said.find(one => one.textContent.includes("inlined: "));
        inlined.click();
        document.title = marked && document.querySelector(".passes [aria-current=true]").textContent === "inline"
          && document.querySelector("#source .hit").dataset.source === inlined.dataset.source;"##,
        "true",
    );
    check(
        "",
        r##"document.querySelector("#missed").click();
        const said = [...document.querySelectorAll("#remarks .remark")];
        document.title = said.length > 0 && said.every(one => one.dataset.kind === "missed");"##,
        "true",
    );
    // a pass that did nothing here says so
    check(
        "",
        r##"document.querySelector(".passes .same").click();
        const same = document.querySelector(".passes button.same[data-step]"), name = same.textContent;
        same.click();
        const note = [...document.querySelectorAll(".column h2 small")].map(one => one.textContent).find(one => one.startsWith("after "));
        document.title = note.startsWith(`after ${name}: unchanged here, as after `) && document.querySelectorAll("#pass .new, #pass .gone").length;"##,
        "0",
    );
    // size, with the reason
    check(
        "#size",
        r##"document.querySelector(".treemap button").click();
        document.title = document.querySelector("#why").textContent.includes("because of");"##,
        "true",
    );
    scratch.remove();
}
