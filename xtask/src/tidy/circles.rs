//! Sibling modules of `core` that import each other, directly or through others.
//!
//! A module's siblings are the other modules with the same parent. An import from anywhere below one sibling to anywhere
//! below another counts. An import from the parent counts as one from the module that the parent imports the name from.

use super::Finding;
use super::imports::{self, Path};
use super::source::Source;
use std::collections::{BTreeMap, BTreeSet};

const SRC: &str = "core/src";

/// Imports that may be part of a circle.
const ALLOWED: &[(&str, &str)] = &[
    // Notes, tags and views are the sums of what each protocol declares.
    ("note", "protocol"),
    ("tag", "protocol"),
    ("view", "protocol"),
];

/// A module whose parts are one state machine, split by topic: they may import each other.
const ONE_PIECE: &str = "protocol::single_leader";

type Module = Vec<String>;

/// An import of one sibling by another: its file and line.
type Edges<'a> = BTreeMap<(Module, Module), (&'a str, usize)>;

/// Finds the circles among the modules of `core`: for each circle one import, with the circle's modules.
pub fn check<'a>(sources: &'a [Source<'a>]) -> Vec<(&'a str, Finding)> {
    let edges = edges(sources);
    let mut reported: BTreeSet<BTreeSet<&Module>> = BTreeSet::new();
    let mut findings = Vec::new();
    for ((from, to), &(file, line)) in &edges {
        let Some(path) = path(&edges, to, from) else { continue };
        if reported.insert(path.iter().copied().collect()) {
            let names = path.iter().chain([&to]).map(|module| module.join("::"));
            let found = format!("a circle of imports: {}", names.collect::<Vec<_>>().join(" → "));
            let instead = "move what both need into a module of its own, which imports neither";
            findings.push((file, Finding::new(line, found, instead)));
        }
    }
    findings
}

/// All modules of `core`, with their files and imports.
fn modules<'a>(sources: &'a [Source<'a>]) -> BTreeMap<Module, (&'a str, Vec<Path>)> {
    let files = sources.iter().filter(|it| it.file.starts_with("core/src/") && !it.is_test());
    let module = |source: &'a Source<'a>| {
        let module = imports::module_of(source.file, SRC);
        (module, (source.file, imports::paths(source, SRC)))
    };
    let mut modules: BTreeMap<Module, (&str, Vec<Path>)> = files.map(module).collect();
    let names: BTreeSet<Module> = modules.keys().cloned().collect();
    // `use child::Name` in a parent.
    for (module, (_, imported)) in &mut modules {
        for path in imported.iter_mut().filter(|path| !path.local) {
            let below: Module = module.iter().chain(path.segments.first()).cloned().collect();
            if names.contains(&below) {
                path.local = true;
                path.segments.splice(0..0, module.iter().cloned());
            }
        }
    }
    modules
}

fn edges<'a>(sources: &'a [Source<'a>]) -> Edges<'a> {
    let modules = modules(sources);
    let mut edges = BTreeMap::new();
    for (module, (file, imported)) in &modules {
        for path in imported.iter().filter(|path| path.local) {
            let target = through_parent(&path.segments, &modules);
            let common = module.iter().zip(target).take_while(|(a, b)| a == b).count();
            let (Some(_), Some(_)) = (module.get(common), target.get(common)) else { continue };
            let (from, to) = (module[..=common].to_vec(), target[..=common].to_vec());
            let is_allowed = ALLOWED.contains(&(&from.join("::"), &to.join("::")))
                || module[..common].join("::").starts_with(ONE_PIECE);
            if modules.contains_key(&to) && !is_allowed {
                edges.entry((from, to)).or_insert((*file, path.line));
            }
        }
    }
    edges
}

/// The path that a module imports a name from, if the name is imported from that module.
fn through_parent<'p>(
    segments: &'p [String],
    paths: &'p BTreeMap<Module, (&str, Vec<Path>)>,
) -> &'p [String] {
    let Some((name, parent)) = segments.split_last() else { return segments };
    let imported = paths.get(parent).map_or(&[][..], |(_, imported)| imported);
    let of_name = |path: &&Path| path.local && path.segments.last() == Some(name);
    let first = imported.iter().find(|path| of_name(path) && path.segments != segments);
    first.map_or(segments, |path| &path.segments)
}

/// The shortest way from one module to another along imports.
fn path<'e>(edges: &'e Edges, from: &'e Module, to: &'e Module) -> Option<Vec<&'e Module>> {
    let mut before: BTreeMap<&Module, &Module> = BTreeMap::new();
    let mut reached = vec![from];
    let mut next = 0;
    while let Some(&module) = reached.get(next) {
        if module == to {
            let back = std::iter::successors(Some(module), |it| before.get(it).copied());
            let mut path: Vec<&Module> = back.collect();
            path.reverse();
            return Some(path);
        }
        for (_, other) in edges.keys().filter(|(it, _)| it == module) {
            if !reached.contains(&other) {
                before.insert(other, module);
                reached.push(other);
            }
        }
        next += 1;
    }
    None
}

#[cfg(test)]
#[path = "circles_tests.rs"]
mod tests;
