//! `archive.toml` explained by itself: the starter file, the settings in effect, and the schema.

use archive::config::{self, Config, Overrides};

/// The starter file with what is commented out put into effect, for the settings that have a default.
fn with_defaults_written() -> String {
    let default = config::schema();
    let mut text = String::new();
    let mut section: Option<String> = None;
    for line in config::starter().lines() {
        let Some(content) = line.strip_prefix("# ") else { continue };
        if let Some(name) = content.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            if default["properties"][name].is_object() {
                section = Some(name.to_owned());
                text.push_str(&format!("[{name}]\n"));
            }
            continue;
        }
        let Some((key, _)) = content.split_once(" = ") else { continue };
        let properties = match &section {
            Some(name) => &default["properties"][name]["properties"],
            None => &default["properties"],
        };
        if properties[key].get("default").is_some() {
            text.push_str(&format!("{content}\n"));
        }
    }
    text
}

#[test]
fn the_starter_file_means_what_no_file_means() {
    assert_eq!(super::config(&config::starter()), super::config(""));
}

#[test]
fn every_documented_default_is_the_default() {
    let text = with_defaults_written();
    assert!(text.contains("abort_incomplete_uploads_days = 7") && text.contains("strategy = \"regional\""), "{text}");
    let (written, default) = (super::config(&text), super::config(""));
    assert_eq!(written.options(), default.options());
    assert_eq!(written.replications(), default.replications());
    assert_eq!((written.prefix(), written.region()), (default.prefix(), default.region()));
}

#[test]
fn every_setting_is_documented() {
    let starter = config::starter();
    for setting in super::config("").effective() {
        assert!(starter.contains(&format!("\n# {} = ", setting.key)), "{}", setting.key);
        let property = match setting.section {
            "" => config::schema()["properties"][setting.key].clone(),
            section => config::schema()["properties"][section]["properties"][setting.key].clone(),
        };
        assert!(property["description"].as_str().is_some_and(|text| text.ends_with('.')), "{}", setting.key);
    }
}

#[test]
fn what_is_in_effect_is_shown_with_its_origin() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("archive.toml"), "prefix = 'acme'\n[keys]\npending_window_days = 7\n").unwrap();
    let overrides = Overrides { region: Some("eu-west-2".into()), ..Overrides::default() };
    let shown = Config::load(folder.path(), &overrides).unwrap().show();
    for line in [
        "prefix = \"acme\"  # archive.toml:1:10",
        "region = \"eu-west-2\"  # --region",
        "pending_window_days = 7  # archive.toml:3:23",
        "strategy = \"regional\"  # default",
        "# rotation_period_days is not set",
    ] {
        assert!(shown.lines().any(|shown| shown == line), "{line}\n{shown}");
    }
}

/// What is shown can be written to a file and read again.
#[test]
fn what_is_in_effect_is_a_file_with_the_same_meaning() {
    for (name, text) in super::golden::MATRIX {
        if text.contains("transitions") {
            continue; // lists of tables are shown by their number
        }
        let config = super::config(text);
        let again = super::config(&config.show());
        assert_eq!((again.options(), again.detached()), (config.options(), config.detached()), "{name}");
    }
}
