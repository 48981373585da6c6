//! Damaged programs: whatever the text, there is a tree or there are errors with places inside the text.
mod common;

const SAMPLE: &str = r#"# frozen_string_literal: true
class A::B < C
  attr_reader :x
  def m(a, (b, *c), d = 1, *e, f, k:, o: d, **r, &g)
    [1, *c].each { |x; y| y = x; a += x }
    super
    yield a, *e, k: 1 do end
  rescue E, *F => e
    retry
  ensure
    @a ||= { a:, "b#{x}c" => 2, **r }
  end
  def n(...) = m(...)
  def o(*, **, &) = m(*, **, &)
end
x, (y, *z), @w, A::Q, f.g, h[1] = *k, 2
f.a &&= 1; f[0] += 2; $g ||= 3; @@c <<= 4; D ||= 5
case x when 1, *y then 2 else 3 end
for i, j in z do next if i; break 1, 2; end
begin; redo; end while not x and !y or 1..2
s = <<~H + 'a' "b" + :"c#{d}".to_s + %w[a b].join
  text #{x} more
    #{[1].map { it * _2 }}
H
l = ->(q = 1, *) { _1 }; f { |a,| a }; t ? u : v; w rescue 0
alias p q; alias $r $s; undef m; BEGIN { 1 }; END { 2 }
case [1, 2] in [Integer => a, *] | {k: ^b} then a end
if a..b then /r(?<n>x)#{y}/ =~ z; $1; $~; `ls`; 3r; 2i; __FILE__; defined?(x.y) end
machine def load(a) = a
"#;

/// A small generator of numbers, the same on every run (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound as u64) as usize
    }
}

/// Pieces of the text: words, spaces and single signs.
fn pieces(text: &str) -> Vec<&str> {
    let kind = |ch: char| if ch.is_alphanumeric() || ch == '_' { 1 } else { 0 };
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut before = 2;
    for (at, ch) in text.char_indices() {
        if (kind(ch) != before || kind(ch) == 0) && at > start {
            pieces.push(&text[start..at]);
            start = at;
        }
        before = kind(ch);
    }
    pieces.push(&text[start..]);
    pieces
}

fn check(text: &str) {
    let (sources, parsed) = common::parse(text);
    match parsed {
        Ok(program) => assert!(ast::text::print(&program, &sources).starts_with("program")),
        Err(diagnostics) => {
            assert!(!diagnostics.is_empty());
            for label in diagnostics.iter().flat_map(|diagnostic| &diagnostic.labels) {
                let span = label.span;
                assert!(text.get(span.start as usize..span.end as usize).is_some(), "{span:?} in {text}");
            }
        }
    }
}

#[test]
fn mutations_never_panic() {
    let original = pieces(SAMPLE);
    let extra = ["(", ")", "[", "]", "{", "}", "|", "*", "&", "**", "...", "=", "end", "do", "def", "it", "_1", "\0", "é", "\""];
    for seed in 1..=1500u64 {
        let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let mut pieces = original.clone();
        for _ in 0..=random.below(6) {
            let at = random.below(pieces.len());
            match random.below(5) {
                0 if pieces.len() > 1 => drop(pieces.remove(at)),
                1 => pieces.insert(at, extra[random.below(extra.len())]),
                2 => pieces[at] = original[random.below(original.len())],
                3 => {
                    let other = random.below(pieces.len());
                    pieces.swap(at, other);
                }
                _ => pieces.truncate(at.max(1)),
            }
        }
        check(&pieces.concat());
    }
}

#[test]
fn prefixes_never_panic() {
    for end in (0..SAMPLE.len()).filter(|end| SAMPLE.is_char_boundary(*end)) {
        check(&SAMPLE[..end]);
    }
}
