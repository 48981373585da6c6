//! The guide as pages of this documentation: those of `docs/`.

/// Where the pages' links lead within this documentation; in the files they lead to the neighbouring files.
macro_rules! links {
    () => {
        "[through]: crate::guide::through
[virtual]: crate::guide::virtual_machine
[register]: crate::guide::register_machine
[layouts]: crate::guide::layouts
[pass]: crate::guide::pass
[target]: crate::guide::target
[step]: crate::guide::step
[json]: crate::guide::json
[debugging]: crate::guide::debugging
[versions]: crate::guide::versions
[size]: crate::guide::size
[bisect]: crate::guide::bisect

"
    };
}

macro_rules! pages {
    ($($name:ident $file:literal;)*) => {
        $(#[doc = concat!(links!(), include_str!(concat!("../docs/", $file)))] pub mod $name {})*
    };
}

pages! {
    contents "README.md";
    through "through.md";
    virtual_machine "virtual.md";
    register_machine "register.md";
    layouts "layouts.md";
    pass "pass.md";
    target "target.md";
    step "step.md";
    json "json.md";
    debugging "debugging.md";
    versions "versions.md";
    size "size.md";
    bisect "bisect.md";
}
