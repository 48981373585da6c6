//! Where dynamic calls that may reach anything meet: sends of a name to nobody knows whom, calls of nobody knows which
//! block. What they pass is joined at the hub, which calls all that there is; they read what comes back. So a program's
//! analysis does not grow with calls times classes.
use super::dynamic::Passed;
use super::engine::*;
use super::lattice::*;
use crate::program::*;
use std::collections::BTreeSet;

/// What is called.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum HubKey {
    /// Methods of a name, on instances of all classes.
    Name(SymbolId),
    /// Closures that became part of a Mystery.
    Closures,
}

#[derive(Default)]
pub struct Hub {
    /// None: nobody calls it.
    passed: Option<Passed>,
    /// Targets that were given what is passed now.
    served: BTreeSet<u32>,
    /// Whose returns are read.
    callees: BTreeSet<VersionId>,
}

impl Engine<'_> {
    /// A call through a hub: what may come back.
    pub fn call_hub(&mut self, caller: VersionId, key: HubKey, passed: &Passed) -> TypeId {
        let old = self.hubs.entry(key).or_default().passed.clone();
        let joined = match &old {
            Some(old) => self.join_passed(old, passed),
            None => passed.clone(),
        };
        if old.as_ref() != Some(&joined) {
            let hub = self.hubs.entry(key).or_default();
            hub.passed = Some(joined);
            hub.served.clear();
            self.stale_hubs.insert(key);
        }
        self.read(Place::Hub(key), caller)
    }

    /// There are more targets for the hubs of names, or for the one of closures.
    pub fn more_targets(&mut self, closures: bool) {
        let keys = self.hubs.keys().copied().filter(|key| (*key == HubKey::Closures) == closures);
        self.stale_hubs.extend(keys);
    }

    /// Calls the targets of a hub that have not been called with what is passed now.
    pub fn serve(&mut self, key: HubKey) {
        let Some(passed) = self.hubs.get(&key).and_then(|hub| hub.passed.clone()) else { return };
        let callees = match key {
            HubKey::Name(name) => {
                let fresh: Vec<ClassId> = self.instances.iter().copied().filter(|class| !self.served(key, class.0)).collect();
                let classes: Vec<_> = fresh.iter().map(|class| (*class, self.types.of_class(*class))).collect();
                self.hubs.entry(key).or_default().served.extend(fresh.iter().map(|class| class.0));
                self.targets_of(name, &classes, &passed)
            }
            HubKey::Closures => {
                let fresh: Vec<ClosureId> =
                    self.escaped_closures.iter().copied().filter(|closure| !self.served(key, closure.0)).collect();
                self.hubs.entry(key).or_default().served.extend(fresh.iter().map(|closure| closure.0));
                fresh.into_iter().map(|closure| self.closure_target(closure, &passed)).collect()
            }
        };
        for callee in callees {
            if self.hubs.entry(key).or_default().callees.insert(callee) {
                self.feeds.entry(callee).or_default().push(key);
                if !self.versions[callee].analysed {
                    self.enqueue(callee);
                }
                let returned = self.peek(Place::Return(callee));
                self.write(Place::Hub(key), returned);
            }
        }
    }

    fn served(&self, key: HubKey, target: u32) -> bool {
        self.hubs.get(&key).is_some_and(|hub| hub.served.contains(&target))
    }
}
