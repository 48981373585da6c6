//! Arenas with `u32` ids: entities keep their id through a level, and no lifetimes are needed.
#![deny(missing_docs)]

use serde::{Deserialize, Serialize};
use std::fmt::Debug;

/// A `u32` newtype that names an entity of an [`Arena`].
///
/// ```
/// use base::Id;
///
/// base::id!(RoomId, "room");
/// assert_eq!(RoomId::new(3).index(), 3);
/// assert_eq!(RoomId(3).to_string(), "room3");
/// ```
pub trait Id: Copy + Eq + Ord + Debug {
    /// The id of that index.
    fn new(index: usize) -> Self;
    /// The index in the arena.
    fn index(self) -> usize;
}

/// Declares an id type: `id!(BlockId, "b")` prints as `b7`.
#[macro_export]
macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        pub struct $name(pub u32);
        impl $crate::Id for $name {
            fn new(index: usize) -> Self {
                $name(u32::try_from(index).expect("an arena holds fewer than 2^32 entities"))
            }
            fn index(self) -> usize {
                self.0 as usize
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!($prefix, "{}"), self.0)
            }
        }
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(self, f)
            }
        }
    };
}

/// A growing table of `T`, indexed by its own id type.
///
/// ```
/// base::id!(RoomId, "room");
///
/// let mut rooms: base::Arena<RoomId, &str> = base::Arena::new();
/// let (kitchen, hall) = (rooms.push("kitchen"), rooms.push("hall"));
/// assert_eq!((rooms[kitchen], rooms.get(hall), rooms.len()), ("kitchen", Some(&"hall"), 2));
/// rooms[hall] = "corridor";
/// assert_eq!(rooms.iter().find(|(_, name)| **name == "corridor").map(|(id, _)| id), Some(hall));
/// ```
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Arena<I, T> {
    items: Vec<T>,
    #[serde(skip)]
    id: std::marker::PhantomData<I>,
}

impl<I: Id, T> Arena<I, T> {
    /// An arena that holds nothing.
    pub fn new() -> Self {
        Arena { items: Vec::new(), id: std::marker::PhantomData }
    }
    /// Adds an entity; its id is the next one.
    pub fn push(&mut self, item: T) -> I {
        self.items.push(item);
        I::new(self.items.len() - 1)
    }
    /// How many entities there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }
    /// Are there none?
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
    /// All ids, in order.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = I> + ExactSizeIterator + use<I, T> {
        (0..self.items.len()).map(I::new)
    }
    /// All entities with their ids, in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (I, &T)> + ExactSizeIterator {
        self.items.iter().enumerate().map(|(index, item)| (I::new(index), item))
    }
    /// The same, to be changed.
    pub fn iter_mut(&mut self) -> impl DoubleEndedIterator<Item = (I, &mut T)> + ExactSizeIterator {
        self.items.iter_mut().enumerate().map(|(index, item)| (I::new(index), item))
    }
    /// All entities, in order.
    pub fn values(&self) -> std::slice::Iter<'_, T> {
        self.items.iter()
    }
    /// Keeps what the predicate says; what is kept gets new ids, in the same order.
    pub fn retain(&mut self, keep: impl FnMut(&T) -> bool) {
        self.items.retain(keep);
    }
    /// The entity, if there is one of that id; indexing panics where there is none.
    pub fn get(&self, id: I) -> Option<&T> {
        self.items.get(id.index())
    }
}

impl<I: Id, T> Default for Arena<I, T> {
    fn default() -> Self {
        Arena::new()
    }
}

impl<I: Id, T> std::ops::Index<I> for Arena<I, T> {
    type Output = T;
    fn index(&self, id: I) -> &T {
        &self.items[id.index()]
    }
}

impl<I: Id, T> std::ops::IndexMut<I> for Arena<I, T> {
    fn index_mut(&mut self, id: I) -> &mut T {
        &mut self.items[id.index()]
    }
}

impl<I: Id, T> FromIterator<T> for Arena<I, T> {
    fn from_iter<It: IntoIterator<Item = T>>(items: It) -> Self {
        Arena { items: items.into_iter().collect(), id: std::marker::PhantomData }
    }
}
