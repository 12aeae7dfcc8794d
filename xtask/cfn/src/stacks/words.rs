//! What is to be done, in the commands of this program as they have to be typed for the stacks that a command is about.

use cfn_command_line::{Words, words};
use cfn_deploy::Remedy;

use super::arguments::Common;
use crate::escape::quoted;

/// The words for the stacks that the arguments name.
pub(super) fn of(common: &Common) -> Words {
    let options = common.connection.to_options();
    let (targets, name) = (common.targets.targets.clone(), common.targets.stack_name.clone());
    let command = move |command: &str| {
        let needs_template = matches!(command, "deploy" | "plan" | "diff");
        let mut stacks = String::new();
        match (&name, targets.as_slice()) {
            (Some(name), files) => {
                for file in files.iter().filter(|_| needs_template) {
                    stacks.push_str(&format!(" {}", quoted(file.as_ref())));
                }
                stacks.push_str(&format!(" --stack-name {name}"));
            }
            (None, []) if !needs_template && command != "status" => stacks.push_str(" STACK"),
            (None, names) => names.iter().for_each(|name| stacks.push_str(&format!(" {name}"))),
        }
        format!("cfn {command}{stacks}{options}")
    };
    Words::new(move |remedy| match remedy {
        Remedy::CheckPermissions => {
            "`cfn permissions TEMPLATE` prints what the caller that deploys the template needs".to_owned()
        }
        Remedy::Adopt => "take it into the stack with `cfn adopt`".to_owned(),
        remedy => words(&command, remedy),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::{FromArgMatches as _, Subcommand as _};

    use super::super::Command;

    fn program() -> clap::Command {
        Command::augment_subcommands(clap::Command::new("cfn"))
    }

    /// The words for the stacks of a command line.
    fn said(line: &str, remedy: &Remedy) -> String {
        let matches = program().try_get_matches_from(line.split(' ')).unwrap();
        let Command::Deploy(args) = Command::from_arg_matches(&matches).unwrap() else {
            panic!("not `deploy`: {line}")
        };
        of(&args.common).of(remedy)
    }

    #[test]
    fn the_commands_are_consistent() {
        program().debug_assert();
    }

    #[test]
    fn every_remedy_names_a_command_line_that_can_be_typed() {
        for line in
            ["cfn deploy", "cfn deploy orders --region eu-west-1", "cfn deploy template.yaml --stack-name jobs --local"]
        {
            for remedy in Remedy::samples() {
                let said = said(line, &remedy);
                for command in said.split('`').filter(|part| part.starts_with("cfn ") && !part.contains("permissions"))
                {
                    let typed = program().try_get_matches_from(command.split(' '));
                    assert!(typed.is_ok(), "{line}: {remedy:?}: `{command}`: {}", typed.err().unwrap());
                }
            }
        }
    }

    #[test]
    fn they_are_about_the_stacks_of_the_command() {
        let template = "cfn deploy my.yaml --stack-name jobs --local";
        assert_eq!(said(template, &Remedy::Rollback), "run `cfn rollback --stack-name jobs --local`");
        let deploy = "run `cfn deploy my.yaml --stack-name jobs --local`, which asks before it deletes anything";
        assert_eq!(said(template, &Remedy::Deploy), deploy);
        assert_eq!(said("cfn deploy orders", &Remedy::ShowStatus), "see `cfn status orders`");
        assert_eq!(said("cfn deploy", &Remedy::Rollback), "run `cfn rollback STACK`");
        assert_eq!(said("cfn deploy", &Remedy::DeleteStack).split('`').nth(1), Some("cfn destroy STACK"));
    }
}
