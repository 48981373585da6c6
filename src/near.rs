//! Names that are near to one that does not exist.

/// At most three names that could have been meant, the nearest first.
pub fn nearest<'a>(word: &str, names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut near: Vec<(usize, &str)> = names.map(|name| (distance(word, name), name)).collect();
    near.retain(|(distance, name)| *distance <= 2.min(word.chars().count().min(name.chars().count()).saturating_sub(1)));
    near.sort();
    near.dedup();
    near.into_iter().take(3).map(|(_, name)| name.to_string()).collect()
}

/// `: did you mean a, b?`, or nothing.
pub fn did_you_mean(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    if names.is_empty() { String::new() } else { format!(": did you mean {}?", names.join(" or ")) }
}

/// How many letters must be changed, put in or left out (Levenshtein), with neighbours swapped counted once.
pub fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let mut least = (rows[i][j] + usize::from(x != y)).min(rows[i][j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                least = least.min(rows[i - 1][j - 1] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn near_names_are_found() {
        let names = ["step", "over", "print", "continue"];
        assert_eq!(nearest("pritn", names.into_iter()), ["print"]);
        assert_eq!(nearest("stop", names.into_iter()), ["step"]);
        assert!(nearest("zebra", names.into_iter()).is_empty());
    }
}
