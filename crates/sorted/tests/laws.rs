//! Against the standard library's trees and sort.

use keyfob_sorted::{SortedMap, SortedSet, sort_by, sort_by_key};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Debug)]
enum Step {
    Insert(u8, u16),
    Remove(u8),
    OrDefault(u8),
    RetainEven,
    Extend(Vec<(u8, u16)>),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => any::<(u8, u16)>().prop_map(|(key, value)| Step::Insert(key, value)),
        2 => any::<u8>().prop_map(Step::Remove),
        1 => any::<u8>().prop_map(Step::OrDefault),
        1 => Just(Step::RetainEven),
        1 => prop::collection::vec(any::<(u8, u16)>(), 0..8).prop_map(Step::Extend),
    ]
}

proptest! {
    #[test]
    fn a_map_is_a_tree_s_equal(start in prop::collection::vec(any::<(u8, u16)>(), 0..40), steps in prop::collection::vec(step(), 0..60)) {
        let mut map: SortedMap<u8, u16> = start.iter().copied().collect();
        let mut tree: BTreeMap<u8, u16> = start.into_iter().collect();
        for step in steps {
            match step {
                Step::Insert(key, value) => prop_assert_eq!(map.insert(key, value), tree.insert(key, value)),
                Step::Remove(key) => prop_assert_eq!(map.remove(&key), tree.remove(&key)),
                Step::OrDefault(key) => prop_assert_eq!(map.or_default(key), tree.entry(key).or_default()),
                Step::RetainEven => {
                    map.retain(|key, value| (u16::from(*key) ^ *value) % 2 == 0);
                    tree.retain(|key, value| (u16::from(*key) ^ *value) % 2 == 0);
                }
                Step::Extend(more) => {
                    map.extend(more.clone());
                    tree.extend(more);
                }
            }
            prop_assert_eq!(map.len(), tree.len());
            prop_assert!(map.iter().eq(tree.iter()));
            for key in 0..=u8::MAX {
                prop_assert_eq!(map.get(&key), tree.get(&key));
            }
        }
        prop_assert!(map.into_iter().eq(tree));
    }

    #[test]
    fn a_set_is_a_tree_s_equal(keys in prop::collection::vec(any::<u8>(), 0..60), gone in prop::collection::vec(any::<u8>(), 0..20)) {
        let mut set: SortedSet<u8> = keys.iter().copied().collect();
        let mut tree: BTreeSet<u8> = keys.into_iter().collect();
        prop_assert_eq!(set.first(), tree.first());
        for key in gone {
            prop_assert_eq!(set.remove(&key), tree.remove(&key));
            prop_assert_eq!(set.contains(&key), tree.contains(&key));
            prop_assert_eq!(set.insert(key / 2), tree.insert(key / 2));
        }
        prop_assert!(set.into_iter().eq(tree));
    }

    #[test]
    fn a_sort_keeps_the_order_of_equals(list in prop::collection::vec((0_u8..10, any::<u16>()), 0..80)) {
        let (mut ours, mut theirs) = (list.clone(), list);
        sort_by_key(&mut ours, |(key, _)| *key);
        theirs.sort_by_key(|(key, _)| *key);
        prop_assert_eq!(&ours, &theirs);
        sort_by(&mut ours, |a, b| b.cmp(a));
        theirs.sort_by(|a, b| b.cmp(a));
        prop_assert_eq!(ours, theirs);
    }
}
