//! Where the user's Dockerfile is, and where its build context is.
//!
//! There are many places (a directory of the client, standard input, a bake file, a git repository, an archive, the output of
//! another build), with rules of their own about which one counts. None of them is known here: the user's own build has been
//! converted by then, and BuildKit wrote into its definition which file it read and from where.

use crate::llb;
use crate::opts::Request;
use crate::proto::{Entry, Op, SourceInfo};
use crate::result;
use crate::trouble::Trouble;
use crate::wire;
use prost::bytes::Bytes;
use prost::{DecodeError, Message};
use std::collections::HashSet;

/// How operations call the client's context.
const CONTEXT: &str = "local://context";

const DEFINITION_OPS: u32 = 1;
const DEFINITION_SOURCE: u32 = 3;
const SOURCE_INFOS: u32 = 2;

/// The user's Dockerfile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Dockerfile {
    /// The file as BuildKit speaks of it: name, text, and the definition of the tree that it is in.
    pub(crate) info: SourceInfo,
    /// That definition.
    pub(crate) definition: Bytes,
    /// The digest of the operation that brings that tree.
    pub(crate) vertex: String,
    /// Where the build context is.
    pub(crate) context: Place,
    /// What the user's own build takes from the client's context.
    pub(crate) taken: Taken,
}

/// What a build takes from the client's context.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Taken {
    /// Nothing.
    Nothing,
    /// Something of all that these patterns of BuildKit leave.
    AllBut(Vec<String>),
    /// Its parts do not say the same.
    #[default]
    Unclear,
}

/// Where a build context is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// The directory that the client calls `context`.
    Client,
    /// What the client handed over for it: a definition.
    Input(Bytes),
    /// A repository or an archive: a definition. The Dockerfile comes from the same place.
    Remote(Bytes),
    /// A repository or an archive, while the Dockerfile is the client's: nothing here tells how to get it.
    Elsewhere,
}

/// The Dockerfile of a build that was converted. None where it builds nothing: an empty image has no definition.
pub(crate) fn find(converted: &Bytes, request: &Request, inputs: &[Entry]) -> Result<Option<Dockerfile>, Trouble> {
    let definitions: Vec<Bytes> =
        result::references(converted)?.into_iter().filter_map(|reference| reference.definition).collect();
    let mut infos = Vec::new();
    for definition in &definitions {
        infos.extend(dockerfiles(Some(definition))?);
    }
    if infos.is_empty() {
        return Ok(None);
    }
    infos = distinct(infos);
    if infos.len() > 1 {
        // what the client handed over may come from Dockerfiles of its own
        for input in inputs {
            let of_input = dockerfiles(input.value.as_ref())?;
            infos.retain(|info| !of_input.iter().any(|other| is_same(info, other)));
        }
    }
    let [info] = <[SourceInfo; 1]>::try_from(infos).map_err(|_| Trouble::NoSource)?;
    let definition = info.definition.clone().ok_or(Trouble::NoSource)?;
    let vertex = llb::head(&definition).ok_or(Trouble::NoSource)?;
    let context = place(&definition, request, inputs)?;
    let taken = taken(&definitions, inputs).unwrap_or_default();
    Ok(Some(Dockerfile { info, definition, vertex, context, taken }))
}

/// What of the client's context the operations of a build take, but for those of builds that were handed over.
fn taken(definitions: &[Bytes], inputs: &[Entry]) -> Result<Taken, DecodeError> {
    let mut others = HashSet::new();
    for definition in inputs.iter().filter_map(|input| input.value.as_ref()) {
        others.extend(wire::all_bytes(definition, DEFINITION_OPS)?);
    }
    let mut taken = Taken::Nothing;
    for definition in definitions {
        for op in wire::all_bytes(definition, DEFINITION_OPS)?.into_iter().filter(|op| !others.contains(op)) {
            let Some(source) = Op::decode(op)?.source.filter(|source| source.identifier == CONTEXT) else { continue };
            let excluded = source.attributes.iter().find(|attribute| attribute.key == "local.excludepatterns");
            let Ok(excluded) = excluded.map_or(Ok(Vec::new()), |json| serde_json::from_str(&json.value)) else {
                return Ok(Taken::Unclear);
            };
            match &taken {
                Taken::Nothing => taken = Taken::AllBut(excluded),
                Taken::AllBut(other) if *other == excluded => {}
                _ => return Ok(Taken::Unclear),
            }
        }
    }
    Ok(taken)
}

/// Whether two are the same file. What brings them need not be written alike: a definition that went through another build is
/// encoded anew.
fn is_same(one: &SourceInfo, other: &SourceInfo) -> bool {
    one.filename == other.filename && one.data == other.data
}

/// Each file once.
fn distinct(infos: Vec<SourceInfo>) -> Vec<SourceInfo> {
    let mut found: Vec<SourceInfo> = Vec::new();
    for info in infos {
        if !found.iter().any(|other| is_same(&info, other)) {
            found.push(info);
        }
    }
    found
}

/// The Dockerfiles that a definition is said to come from.
fn dockerfiles(definition: Option<&Bytes>) -> Result<Vec<SourceInfo>, Trouble> {
    let Some(source) = definition.map(|bytes| wire::bytes(bytes, DEFINITION_SOURCE)).transpose()?.flatten() else {
        return Ok(Vec::new());
    };
    let infos = wire::all_bytes(&source, SOURCE_INFOS)?.into_iter().map(SourceInfo::decode);
    let infos: Vec<SourceInfo> = infos.collect::<Result<_, _>>()?;
    Ok(infos.into_iter().filter(|info| info.language == "Dockerfile").collect())
}

fn place(definition: &Bytes, request: &Request, inputs: &[Entry]) -> Result<Place, Trouble> {
    let named = |name: &str| inputs.iter().find(|input| input.key == name).and_then(|input| input.value.clone());
    let of_client = is_of_client(definition)?;
    let Some(_) = request.context() else {
        return Ok(named("context").map_or(Place::Client, Place::Input));
    };
    // a context that BuildKit did not recognise as one from elsewhere is the client's, and so is the Dockerfile
    let forced = request.options.contains_key("dockerfilekey");
    match (of_client, forced, named("dockerfile")) {
        (true, false, _) => Ok(named("context").map_or(Place::Client, Place::Input)),
        (false, false, None) => Ok(Place::Remote(definition.clone())),
        _ => Ok(Place::Elsewhere),
    }
}

fn is_of_client(definition: &Bytes) -> Result<bool, Trouble> {
    let first = wire::all_bytes(definition, DEFINITION_OPS)?.into_iter().next().unwrap_or_default();
    Ok(Op::decode(first)?.source.is_some_and(|source| source.identifier.starts_with("local://")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use bollard_buildkit_proto::moby::buildkit::v1::frontend::{Ref, RefMap, Result as Solved, result::Result as Trees};
    use bollard_buildkit_proto::pb;
    use std::collections::BTreeMap;

    fn local(name: &str) -> Bytes {
        llb::source(&format!("local://{name}"), &BTreeMap::new(), "")
    }

    fn info(text: &str, from: &Bytes, language: &str) -> pb::SourceInfo {
        let definition = Some(pb::Definition::decode(from.clone()).unwrap());
        pb::SourceInfo { filename: "Dockerfile".to_owned(), data: text.into(), definition, language: language.to_owned() }
    }

    fn definition(infos: Vec<pb::SourceInfo>) -> pb::Definition {
        let source = Some(pb::Source { infos, ..pb::Source::default() });
        pb::Definition { def: vec![b"op".to_vec()], source, ..pb::Definition::default() }
    }

    fn result(infos: Vec<pb::SourceInfo>) -> Bytes {
        let reference = Ref { id: "r".to_owned(), def: Some(definition(infos)) };
        Solved { result: Some(Trees::Ref(reference)), ..Solved::default() }.encode_to_vec().into()
    }

    fn request(options: &[(&str, &str)]) -> Request {
        let options = options.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        Request { options, ..Request::default() }
    }

    fn input(name: &str, definition: impl Into<Bytes>) -> Entry {
        Entry { key: name.to_owned(), value: Some(definition.into()) }
    }

    #[test]
    fn the_file_is_the_one_that_buildkit_read() {
        let other = info("{}", &local("x"), "JSON");
        let found = find(&result(vec![other, info("FROM a", &local("dockerfile"), "Dockerfile")]), &request(&[]), &[]);
        let found = found.unwrap().unwrap();
        assert_eq!((found.info.data, found.context), (Bytes::from_static(b"FROM a"), Place::Client));
        assert_eq!(found.vertex, llb::head(&local("dockerfile")).unwrap());
    }

    #[test]
    fn platforms_have_it_in_common() {
        let tree = |id: &str| {
            (
                id.to_owned(),
                Ref { id: id.to_owned(), def: Some(definition(vec![info("FROM a", &local("dockerfile"), "Dockerfile")])) },
            )
        };
        let empty = ("c".to_owned(), Ref::default());
        let map = RefMap { refs: [tree("a"), tree("b"), empty].into() };
        let result = Solved { result: Some(Trees::Refs(map)), ..Solved::default() }.encode_to_vec().into();
        assert_eq!(find(&result, &request(&[]), &[]).unwrap().unwrap().info.data, "FROM a");
    }

    #[test]
    fn an_empty_image_has_none() {
        assert_eq!(find(&Bytes::new(), &request(&[]), &[]), Ok(None));
        assert_eq!(find(&result(Vec::new()), &request(&[]), &[]), Ok(None));
    }

    #[test]
    fn those_of_inputs_are_not_the_users() {
        let (own, other) = (info("FROM a", &local("dockerfile"), "Dockerfile"), info("FROM b", &local("other"), "Dockerfile"));
        let inputs = [input("b", definition(vec![other.clone()]).encode_to_vec())];
        let both = result(vec![own.clone(), other]);
        assert_eq!(find(&both, &request(&[]), &inputs).unwrap().unwrap().info.data, "FROM a");
        assert_eq!(find(&both, &request(&[]), &[]), Err(Trouble::NoSource));
        // the same file for both: it stays the only one
        let same = [input("b", definition(vec![own.clone()]).encode_to_vec())];
        assert_eq!(find(&result(vec![own]), &request(&[]), &same).unwrap().unwrap().info.data, "FROM a");
    }

    #[test]
    fn the_context_is_where_the_request_and_the_file_say() {
        let git = llb::source("git://repository", &BTreeMap::new(), "");
        let of = |from: &Bytes, options: &[(&str, &str)], inputs: &[Entry]| {
            find(&result(vec![info("FROM a", from, "Dockerfile")]), &request(options), inputs).unwrap().unwrap().context
        };
        let (client, context) = (local("dockerfile"), input("context", git.clone()));
        assert_eq!(of(&client, &[], &[]), Place::Client);
        assert_eq!(of(&client, &[], std::slice::from_ref(&context)), Place::Input(git.clone()));
        assert_eq!(of(&git, &[("context", "https://a/b.git")], &[context]), Place::Remote(git.clone()));
        assert_eq!(of(&client, &[("context", "https://a/b.git"), ("dockerfilekey", "dockerfile")], &[]), Place::Elsewhere);
        assert_eq!(of(&client, &[("context", "odd")], &[]), Place::Client);
        assert_eq!(of(&git, &[("context", "https://a/b.git")], &[input("dockerfile", git.clone())]), Place::Elsewhere);
    }

    #[test]
    fn junk_is_told() {
        assert!(matches!(find(&Bytes::from_static(b"\x1a\x05ab"), &request(&[]), &[]), Err(Trouble::Daemon(_))));
    }
}
