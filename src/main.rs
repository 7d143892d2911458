//! The `imprint` program: parse, call, exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    imprint::cli::main()
}
