//! Panics, which are faults of the compiler or of a pass from outside: caught, and told as an error that says where.
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The first panic since the last one that was caught: what follows (a thread that waited for it) says less.
static FIRST: Mutex<Option<String>> = Mutex::new(None);

fn first() -> MutexGuard<'static, Option<String>> {
    FIRST.lock().unwrap_or_else(PoisonError::into_inner)
}

/// From here on panics are kept, not printed.
pub fn keep() {
    std::panic::set_hook(Box::new(|panic| {
        let payload = panic.payload();
        let text =
            payload.downcast_ref::<&str>().map(|text| (*text).to_string()).or_else(|| payload.downcast_ref::<String>().cloned());
        let place = panic.location().map_or(String::new(), |place| format!(" ({}:{})", place.file(), place.line()));
        let told = format!("{}{place}", text.unwrap_or_else(|| "without a reason".into()));
        first().get_or_insert(told);
    }));
}

/// What was told by the panic that came first.
pub fn last_words() -> String {
    first().take().unwrap_or_else(|| "without a reason".into())
}

/// The result of a step, or the words of its panic.
pub fn run<T>(step: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(step)).map_err(|payload| {
        let own =
            payload.downcast_ref::<&str>().map(|text| (*text).to_string()).or_else(|| payload.downcast_ref::<String>().cloned());
        first().take().or(own).unwrap_or_else(|| "without a reason".into())
    })
}
