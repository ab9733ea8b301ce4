using AksExtensions.Quality;

// AksExtensions.Quality coverage|mutate
// Both work on a copy of the tree, below out/quality, and write what they find to results/ beside this file.
var root = WorkTree.FindRoot();
var tree = WorkTree.CopyTo(root, Path.Combine(root, "out", "quality", "tree"));
var results = Path.Combine(root, "tests", "AksExtensions.Quality", "results");
switch (args)
{
    case ["coverage"]:
        return Coverage.Run(tree, Path.Combine(results, "coverage.md"));
    case ["mutate"]:
        return Mutations.Run(tree, Path.Combine(results, "mutation.md"));
    default:
        Console.Error.WriteLine("Say coverage or mutate.");
        return 2;
}
