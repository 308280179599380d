//! What `build.sh` calls: bundles the extension, runs evaluations and benchmarks.

fn main() {}
