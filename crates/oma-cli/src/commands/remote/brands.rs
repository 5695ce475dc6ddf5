use std::path::Path;

use futures::TryStreamExt as _;
use oma_api::brands::{Brand, WriteBrand};

use super::material::Material;
use super::session::Session;
use super::shown;
use crate::args::{BrandsArgs, BrandsCommand};
use crate::outcome::{Failure, Outcome};

/// Looks after brand kits.
pub(crate) async fn run(args: BrandsArgs) -> Outcome {
    let session = Session::open(&args.remote).await?;
    let client = &session.client;
    match args.command {
        BrandsCommand::List => list(&session).await,
        BrandsCommand::Get { id } => {
            show(&session, &client.read_brand(&id).await?);
            Ok(())
        }
        BrandsCommand::Create { name, kit } => {
            let brand = write(&session, name, &kit).await?;
            show(&session, &client.create_brand(&brand).await?);
            Ok(())
        }
        BrandsCommand::Update { id, name, kit } => {
            let brand = write(&session, name, &kit).await?;
            show(&session, &client.update_brand(&id, &brand).await?);
            Ok(())
        }
        BrandsCommand::Delete { id } => {
            client.delete_brand(&id).await?;
            if !session.json {
                println!("Brand kit {id} is gone.");
            }
            Ok(())
        }
    }
}

async fn write(session: &Session, name: String, kit: &Path) -> Result<WriteBrand, Failure> {
    let brief = Material::of_kit(kit)?.upload(session).await?;
    let kit = brief.brand().cloned().unwrap_or_default();
    Ok(WriteBrand { name, kit })
}

async fn list(session: &Session) -> Outcome {
    let brands: Vec<_> = session.client.all_brands().try_collect().await?;
    if session.json {
        brands.iter().for_each(shown::json_line);
        return Ok(());
    }
    let rows: Vec<_> = brands
        .iter()
        .map(|brand| [brand.brand_id.clone(), shown::time(brand.updated_at), brand.name.clone()])
        .collect();
    shown::table(["ID", "CHANGED", "NAME"], &rows);
    Ok(())
}

fn show(session: &Session, brand: &Brand) {
    if session.json {
        shown::json_line(brand);
        return;
    }
    println!("Brand kit: {}", brand.brand_id);
    println!("Name:      {}", brand.name);
    println!("Changed:   {}", shown::time(brand.updated_at));
}
