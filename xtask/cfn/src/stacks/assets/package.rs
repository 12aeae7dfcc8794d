//! A template whose files are objects of a bucket, and these files: no call, so that `diff` needs no upload.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use cfn_command_line::CommandError;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::pack;
use super::property::{Content, FileProperty, Form, IMAGES, PROPERTIES, is_folder_of_image, is_path};
use crate::template::Template;

/// How deep templates may be nested in templates.
const DEPTH_MAX: usize = 16;

/// Where the files go.
pub(super) struct Destination<'d> {
    pub(super) bucket: &'d str,
    /// How their keys begin.
    pub(super) prefix: &'d str,
    /// The address of an object of the bucket without its key.
    pub(super) url: &'d str,
}

/// A file to upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Asset {
    /// Where it is from, as it is shown.
    pub(super) source: String,
    pub(super) bytes: Vec<u8>,
}

/// The files by their keys, which are made of their digests.
pub(super) type Assets = BTreeMap<String, Asset>;

/// Whether a template names files of this machine.
///
/// # Errors
/// If it names an image that would have to be built.
pub(super) fn names_files(template: &Value) -> Result<bool, CommandError> {
    let mut found = false;
    for (id, resource) in resources(template) {
        refuse_image(id, resource)?;
        found |= PROPERTIES.iter().any(|property| path_of(property, resource).is_some());
    }
    Ok(found || includes(template).is_some())
}

/// The template, in the folder `base`, with the objects in the place of its files.
///
/// # Errors
/// If a file cannot be read, or a template names itself.
pub(super) fn package(
    template: &Value,
    base: &Path,
    to: &Destination<'_>,
    assets: &mut Assets,
    depth: usize,
) -> Result<Value, CommandError> {
    if depth > DEPTH_MAX {
        return Err(CommandError::usage(
            format!("templates are nested more than {DEPTH_MAX} deep"),
            "look for a template that names itself",
        ));
    }
    let mut packaged = template.clone();
    let ids: Vec<String> = resources(template).map(|(id, _)| id.clone()).collect();
    for id in ids {
        let resource = &template["Resources"][&id];
        refuse_image(&id, resource)?;
        for property in PROPERTIES {
            let Some(path) = path_of(property, resource) else { continue };
            let place = format!("{id}.{}", property.path.join("."));
            let key = add(&place, &base.join(path), property.content, to, assets, depth)?;
            let address = match property.form {
                Form::Map(bucket, name) => json!({ bucket: to.bucket, name: key }),
                Form::Uri => format!("s3://{}/{key}", to.bucket).into(),
                Form::Url => format!("{}{key}", to.url).into(),
            };
            let mut at = &mut packaged["Resources"][&id]["Properties"];
            for name in property.path {
                at = &mut at[*name];
            }
            *at = address;
        }
    }
    include(&mut packaged, base, to, assets)?;
    Ok(packaged)
}

/// Adds a file. Its key.
fn add(
    place: &str,
    path: &Path,
    content: Content,
    to: &Destination<'_>,
    assets: &mut Assets,
    depth: usize,
) -> Result<String, CommandError> {
    let shown = path.display();
    let unread = |error: &dyn std::fmt::Display| {
        CommandError::usage(
            format!("{place} names {shown}, which cannot be packed: {error}"),
            "name a file or folder relative to the template, or an object as s3://BUCKET/KEY",
        )
    };
    let (bytes, extension) = match content {
        Content::Zip => (pack::zip(path).map_err(|error| unread(&error))?, "zip"),
        Content::File => {
            let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or("bin");
            (std::fs::read(path).map_err(|error| unread(&error))?, extension)
        }
        Content::Template => {
            let read = Template::open(path).and_then(|template| template.document());
            let nested = read.map_err(|failure| unread(&failure))?.root.to_json();
            let folder = path.parent().map_or_else(PathBuf::new, Path::to_path_buf);
            (package(&nested, &folder, to, assets, depth + 1)?.to_string().into_bytes(), "template")
        }
    };
    let digest: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    let key = format!("{}{digest}.{extension}", to.prefix);
    assets.insert(key.clone(), Asset { source: shown.to_string(), bytes });
    Ok(key)
}

fn resources(template: &Value) -> impl Iterator<Item = (&String, &Value)> {
    template.get("Resources").and_then(Value::as_object).into_iter().flatten()
}

/// The path that a property of a resource has.
fn path_of<'r>(property: &FileProperty, resource: &'r Value) -> Option<&'r str> {
    if resource["Type"] != property.resource_type {
        return None;
    }
    let at = property.path.iter().try_fold(resource.get("Properties")?, |at, name| at.get(*name));
    at?.as_str().filter(|text| is_path(text))
}

/// The paths of `Fn::Transform` with `AWS::Include`, anywhere in a template.
fn includes(value: &Value) -> Option<&str> {
    let own = || {
        let transform = value.get("Fn::Transform").filter(|transform| transform["Name"] == "AWS::Include")?;
        transform["Parameters"]["Location"].as_str().filter(|text| is_path(text))
    };
    match value {
        Value::Object(members) => own().or_else(|| members.values().find_map(includes)),
        Value::Array(items) => items.iter().find_map(includes),
        _ => None,
    }
}

fn include(value: &mut Value, base: &Path, to: &Destination<'_>, assets: &mut Assets) -> Result<(), CommandError> {
    match value {
        Value::Object(members) => {
            if let Some(transform) = members.get_mut("Fn::Transform").filter(|one| one["Name"] == "AWS::Include")
                && let Some(path) = transform["Parameters"]["Location"].as_str().filter(|text| is_path(text))
            {
                let key = add("Fn::Transform", &base.join(path), Content::File, to, assets, 0)?;
                transform["Parameters"]["Location"] = format!("s3://{}/{key}", to.bucket).into();
            }
            members.values_mut().try_for_each(|member| include(member, base, to, assets))
        }
        Value::Array(items) => items.iter_mut().try_for_each(|item| include(item, base, to, assets)),
        _ => Ok(()),
    }
}

/// An image has to be built and pushed by a container engine, which this program does not drive.
fn refuse_image(id: &str, resource: &Value) -> Result<(), CommandError> {
    fn images<'v>(value: &'v Value, path: &[&str], found: &mut Vec<&'v str>) {
        match (value, path) {
            (Value::Array(items), _) => items.iter().for_each(|item| images(item, path, found)),
            (value, [name, rest @ ..]) => value.get(*name).into_iter().for_each(|value| images(value, rest, found)),
            (value, []) => found.extend(value.as_str()),
        }
    }
    for (_, path) in IMAGES.iter().filter(|(of, _)| resource["Type"] == *of) {
        let mut found = Vec::new();
        images(&resource["Properties"], path, &mut found);
        if let Some(image) = found.into_iter().find(|image| is_folder_of_image(image)) {
            return Err(CommandError::usage(
                format!("{id}.{} names {image}, and images are not built here", path.join(".")),
                "build it and push it into a repository of ECR, then write its address with the digest: \
                 ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME@sha256:…",
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TO: Destination<'static> =
        Destination { bucket: "assets", prefix: "cfn-assets/", url: "https://s3.eu-west-1.amazonaws.com/assets/" };

    fn packaged(template: &Value, base: &Path) -> Result<(Value, Assets), CommandError> {
        let mut assets = Assets::new();
        Ok((package(template, base, &TO, &mut assets, 0)?, assets))
    }

    #[test]
    fn files_become_objects_by_their_digests_and_nested_templates_after_theirs() {
        let folder = tempfile::tempdir().unwrap();
        let base = folder.path();
        std::fs::create_dir(base.join("src")).unwrap();
        std::fs::write(base.join("src/index.py"), "def handler(event, context): pass").unwrap();
        std::fs::write(
            base.join("child.yaml"),
            "Resources: {F: {Type: AWS::Lambda::Function, Properties: {Code: src, Runtime: python3.13}}}",
        )
        .unwrap();
        let template = json!({ "Resources": {
            "Child": { "Type": "AWS::CloudFormation::Stack", "Properties": { "TemplateURL": "child.yaml" } },
            "Work": { "Type": "AWS::Lambda::Function", "Properties": { "Code": "./src" } },
            "Inline": { "Type": "AWS::Lambda::Function", "Properties": { "Code": { "ZipFile": "x" } } },
            "There": { "Type": "AWS::CloudFormation::Stack", "Properties": { "TemplateURL": "https://example.com/a" } },
        }});
        assert!(names_files(&template).unwrap());
        let (made, assets) = packaged(&template, base).unwrap();
        let key = made["Resources"]["Work"]["Properties"]["Code"]["S3Key"].as_str().unwrap();
        assert!(key.starts_with("cfn-assets/") && key.ends_with(".zip") && assets.contains_key(key), "{key}");
        let url = made["Resources"]["Child"]["Properties"]["TemplateURL"].as_str().unwrap();
        let nested = url.strip_prefix("https://s3.eu-west-1.amazonaws.com/assets/").unwrap();
        let nested: Value = serde_json::from_slice(&assets[nested].bytes).unwrap();
        // The same folder is one object, whichever property names it.
        assert_eq!(nested["Resources"]["F"]["Properties"]["Code"], json!({ "S3Bucket": "assets", "S3Key": key }));
        assert_eq!(assets.len(), 2);
        for untouched in ["Inline", "There"] {
            assert_eq!(made["Resources"][untouched], template["Resources"][untouched]);
        }
        assert_eq!(packaged(&template, base).unwrap(), (made, assets), "it is the same the next time");
    }

    #[test]
    fn what_cannot_be_uploaded_is_refused_by_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let function = |code: Value| json!({ "Resources": { "F": { "Type": "AWS::Lambda::Function", "Properties": { "Code": code } } } });
        let refused = packaged(&function("src".into()), folder.path()).unwrap_err().to_string();
        assert!(refused.starts_with("F.Code names ") && refused.contains("src, which cannot be packed"), "{refused}");
        let refused = names_files(&function(json!({ "ImageUri": "./worker" }))).unwrap_err().to_string();
        assert_eq!(refused, "F.Code.ImageUri names ./worker, and images are not built here");
        assert!(
            !names_files(&function(json!({ "ImageUri": "1.dkr.ecr.eu-west-1.amazonaws.com/w@sha256:0" }))).unwrap()
        );
        std::fs::write(folder.path().join("self.json"), "{\"Resources\": {\"S\": {\"Type\": \"AWS::CloudFormation::Stack\", \"Properties\": {\"TemplateURL\": \"self.json\"}}}}").unwrap();
        let own = json!({ "Resources": { "S": { "Type": "AWS::CloudFormation::Stack", "Properties": { "TemplateURL": "self.json" } } } });
        assert!(packaged(&own, folder.path()).unwrap_err().to_string().contains("nested more than 16 deep"));
    }

    #[test]
    fn an_included_part_is_uploaded_wherever_it_is() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("part.yaml"), "A: 1").unwrap();
        let template = json!({ "Mappings": { "Fn::Transform": { "Name": "AWS::Include", "Parameters": { "Location": "part.yaml" } } } });
        assert!(names_files(&template).unwrap());
        let (made, assets) = packaged(&template, folder.path()).unwrap();
        let (key, asset) = assets.iter().next().unwrap();
        assert_eq!(made["Mappings"]["Fn::Transform"]["Parameters"]["Location"], format!("s3://assets/{key}"));
        assert_eq!(asset.bytes, b"A: 1");
    }
}
