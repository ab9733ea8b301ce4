using AksExtensions.Package;

// AksExtensions.Package complete <manifest> <CHANGELOG.md> <manifest to write>
// AksExtensions.Package notices <deps.json[;deps.json...]> <folder of NuGet packages> <LICENSE> <file to write>
// AksExtensions.Package pack <folder of the repository> <folder of the module> <folder of packages>
// Prints a problem in MSBuild's format; the exit code is then 1.
try
{
    switch (args)
    {
        case ["complete", var manifest, var changelog, var output]:
            var source = ModuleManifest.Read(manifest);
            File.WriteAllText(output, source.Complete(ReleaseNotes.Of(changelog, source["ModuleVersion"])));
            return 0;
        case ["notices", var dependencies, var packages, var licence, var output]:
            File.WriteAllText(output, new ThirdPartyNotices(packages, licence).Write(ShippedPackage.ReadAll(dependencies.Split(';'))));
            return 0;
        case ["pack", var root, var module, var folder]:
            var tree = ModuleTree.Read(module);
            Directory.CreateDirectory(folder);
            var bill = new SoftwareBillOfMaterials(Path.GetFullPath(root)).Write(tree, folder);
            Console.WriteLine(bill);
            Console.WriteLine(GalleryPackage.Write(tree, bill, folder));
            Console.WriteLine(AutomationPackage.Write(tree, bill, folder));
            return 0;
        default:
            throw new PackageException("AksExtensions.Package", "needs a command (complete, notices or pack) and its arguments; see Program.cs");
    }
}
catch (PackageException problem)
{
    Console.WriteLine(problem.Message);
    return 1;
}
