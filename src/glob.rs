//! Patterns of names, as `--method` takes them: `*` stands for any letters, `?` for one, a backslash takes the next letter as
//! it is. A name is its own pattern, whatever operators are in it: `Array#empty?`, `Integer#**`.
use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

/// A pattern of names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Glob {
    text: String,
    parts: Vec<Part>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Part {
    Any,
    One,
    Letter(char),
}

impl Glob {
    /// The pattern of a text; every text is one.
    pub fn new(text: &str) -> Glob {
        let mut parts = Vec::new();
        let mut letters = text.chars();
        while let Some(letter) = letters.next() {
            parts.push(match letter {
                '*' => Part::Any,
                '?' => Part::One,
                '\\' => Part::Letter(letters.next().unwrap_or('\\')),
                letter => Part::Letter(letter),
            });
        }
        Glob { text: text.to_string(), parts }
    }

    /// Does the whole name match?
    pub fn matches(&self, name: &str) -> bool {
        let name: Vec<char> = name.chars().collect();
        let (mut part, mut at) = (0, 0);
        // the last `*`, and how far it reaches: it is made longer where the rest does not fit
        let mut star: Option<(usize, usize)> = None;
        while at < name.len() {
            match self.parts.get(part) {
                Some(Part::Any) => {
                    star = Some((part + 1, at));
                    part += 1;
                }
                Some(Part::One) => (part, at) = (part + 1, at + 1),
                Some(Part::Letter(letter)) if *letter == name[at] => (part, at) = (part + 1, at + 1),
                _ => {
                    let Some((after, end)) = star else { return false };
                    star = Some((after, end + 1));
                    (part, at) = (after, end + 1);
                }
            }
        }
        self.parts[part..].iter().all(|part| *part == Part::Any)
    }
}

impl FromStr for Glob {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Glob, Infallible> {
        Ok(Glob::new(text))
    }
}

impl fmt::Display for Glob {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::Glob;

    fn matches(pattern: &str, name: &str) -> bool {
        Glob::new(pattern).matches(name)
    }

    #[test]
    fn stars_and_question_marks() {
        assert!(matches("Array#*", "Array#each"));
        assert!(matches("*#each*", "Array#each_with_index"));
        assert!(matches("*", ""));
        assert!(matches("a*b*c", "aXbYbZc"));
        assert!(matches("Array#s?rt", "Array#sort"));
        assert!(!matches("Array#s?rt", "Array#srt"));
        assert!(!matches("Array#*", "Arrays#each"));
        assert!(!matches("each", "Array#each"));
        assert!(!matches("a*b", "aXbY"));
    }

    #[test]
    fn names_match_themselves() {
        for name in ["Array#empty?", "Integer#**", "Integer#*", "String#[]=", "block in Object#gr\u{fc}n", ""] {
            assert!(matches(name, name), "{name}");
        }
        assert!(matches("Integer#\\*", "Integer#*"));
        assert!(!matches("Integer#\\*", "Integer#**"));
        assert!(matches("Array#empty\\?", "Array#empty?"));
        assert!(!matches("Array#empty\\?", "Array#empty!"));
        assert!(matches("end\\", "end\\"));
    }
}
