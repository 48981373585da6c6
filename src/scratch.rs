//! A folder for files that live as long as a command: it goes when the value does.
use base::Diagnostic;
use std::path::{Path, PathBuf};

/// The folder.
pub struct Scratch(PathBuf);

impl Scratch {
    /// A new one in the folder for temporary files.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn new(what: &str) -> Result<Scratch, Diagnostic> {
        let path = std::env::temp_dir().join(format!("salama-{what}-{}", std::process::id()));
        match std::fs::create_dir_all(&path) {
            Ok(()) => Ok(Scratch(path)),
            Err(error) => {
                let title = format!("cannot make the folder {}: {error}", path.display());
                Err(Diagnostic::error(title).hint("set TMPDIR to a folder that may be written"))
            }
        }
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // what cannot be removed is left to whoever cleans that folder
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
