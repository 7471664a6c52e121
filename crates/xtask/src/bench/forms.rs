//! How the planner does on the recorded forms: a program of the planner's room counts and prints.

use anyhow::Result;

use crate::workspace::{Workspace, run};

/// The bench target that counts; it is no benchmark of Criterion's.
pub const TARGET: &str = "measure";

/// Prints what is right, wrong, asked and missed, by set, trap and language, and the time of a plan. `--list SET` names
/// each control of a set that was not filled rightly instead.
///
/// # Errors
/// When the program fails to build or run.
pub fn measure(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    let mut command = workspace.cargo();
    command.args(["bench", "--quiet", "--package", "keyfob-forms", "--bench", TARGET, "--"]).args(arguments);
    run(&mut command)
}
