//! Prints the first picture, which `cargo xtask dist` puts into `index.html`.

fn main() -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let picture = replicarium_web::page::picture();
    println!("{}", tokio::task::LocalSet::new().block_on(&runtime, picture));
    Ok(())
}
