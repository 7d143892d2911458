//! `cargo xtask <task>`: builds, runs and tests Imprint on a bare machine.
//!
//! Every task sets up what it needs first and says what it installs. Nothing here is part of what ships.

mod bench;
mod browsers;
mod dist;
mod host;
mod release;
mod run;
mod serve;
mod setup;
mod test;
mod wasm;

use std::process::ExitCode;

/// What went wrong, in one line.
type Result<T = ()> = std::result::Result<T, String>;

/// One task: name, what it does, how.
struct Task {
    name: &'static str,
    what: &'static str,
    run: fn(&[String]) -> Result,
}

const TASKS: &[Task] = &[
    Task { name: "run", what: "open a browser with the extension on the demo page", run: run::run },
    Task { name: "test", what: "run every test", run: test::run },
    Task { name: "bench", what: "print one table of speed ratios", run: bench::run },
    Task { name: "dist", what: "make the packages in target/dist", run: dist::run },
    Task { name: "wasm", what: "fill extension/gen and www/gen", run: wasm::task },
    Task {
        name: "serve",
        what: "serve the site, or a folder with faults on demand, on loopback",
        run: serve::task,
    },
    Task { name: "setup", what: "install what a bare machine lacks", run: |_| setup::everything() },
    Task {
        name: "codegen",
        what: "update the committed copy of the module's types",
        run: |_| wasm::accept_types(),
    },
];

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let task = args.first().and_then(|name| TASKS.iter().find(|task| task.name == name));
    let Some(task) = task else {
        eprintln!("usage: cargo xtask <task>\n");
        for task in TASKS {
            eprintln!("  {:<8} {}", task.name, task.what);
        }
        return ExitCode::from(2);
    };
    if let Err(error) = std::env::set_current_dir(host::root()) {
        eprintln!("xtask: cannot enter {}: {error}", host::root().display());
        return ExitCode::from(2);
    }
    match (task.run)(&args[1..]) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask {}: {error}", task.name);
            ExitCode::FAILURE
        }
    }
}
