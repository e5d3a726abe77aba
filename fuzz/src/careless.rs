//! A type that goes on after errors, reads a part of what is there, and asks for more than there is.

use std::cell::Cell;
use std::fmt;

use serde::de::{Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

thread_local! {
    /// What the next decisions depend on, and how many elements and members may still be met.
    static FATE: Cell<(u64, usize)> = const { Cell::new((0, 0)) };
}

/// Has a careless type read from these bytes in several ways, and checks that each comes to its end.
pub(crate) fn carelessly(data: &[u8], mut read: impl FnMut()) {
    let seed = data.iter().fold(0_u64, |seed, &b| seed.wrapping_mul(31).wrapping_add(b.into()));
    for round in 0..64 {
        FATE.set((seed ^ round << 40, 2 * data.len()));
        read();
    }
}

/// One of so many ways.
fn way(ways: u64) -> u64 {
    let (seed, left) = FATE.get();
    let seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    FATE.set((seed, left));
    (seed >> 33) % ways
}

/// Counts an element or a member: each takes a byte at least.
fn met() {
    let (seed, left) = FATE.get();
    FATE.set((seed, left.checked_sub(1).expect("no more is met than there is")));
}

pub(crate) struct Careless;

impl<'de> Deserialize<'de> for Careless {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let done = match way(9) {
            0 => return Ok(Self),
            1 => u8::deserialize(deserializer).map(drop),
            2 => String::deserialize(deserializer).map(drop),
            3 => IgnoredAny::deserialize(deserializer).map(drop),
            4 => deserializer.deserialize_option(All).map(drop),
            5 => deserializer.deserialize_any(All).map(drop),
            6 => deserializer.deserialize_seq(All).map(drop),
            _ => deserializer.deserialize_map(All).map(drop),
        };
        match (done, way(4)) {
            (Err(error), 0) => Err(error),
            (Ok(()), 0) => Err(D::Error::custom("not this one")),
            _ => Ok(Self),
        }
    }
}

struct All;

impl<'de> Visitor<'de> for All {
    type Value = Careless;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_str<E: serde::de::Error>(self, _: &str) -> Result<Careless, E> {
        Ok(Careless)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Careless, D::Error> {
        Careless::deserialize(deserializer)
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut list: S) -> Result<Careless, S::Error> {
        while way(8) > 0 {
            match list.next_element::<Careless>() {
                Ok(None) if way(2) == 0 => break,
                Ok(None) => {}
                Ok(Some(_)) => met(),
                Err(error) if way(8) == 0 => return Err(error),
                Err(_) => met(),
            }
        }
        Ok(Careless)
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Careless, M::Error> {
        while way(16) > 0 {
            match map.next_key::<IgnoredAny>() {
                Ok(None) if way(2) == 0 => break,
                Ok(None) => {}
                Ok(Some(_)) => met(),
                Err(error) if way(8) == 0 => return Err(error),
                Err(_) => met(),
            }
            while way(4) > 0 {
                match map.next_value::<Careless>() {
                    Err(error) if way(8) == 0 => return Err(error),
                    _ => {}
                }
            }
        }
        Ok(Careless)
    }
}
