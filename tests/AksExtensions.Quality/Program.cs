using AksExtensions.Quality;

// AksExtensions.Quality coverage | mutate [Core] [Azure] | faults
// All of them write what they find to results/ beside this file; the first two work on a copy of the tree, below out/quality.
var root = WorkTree.FindRoot();
var results = Path.Combine(root, "tests", "AksExtensions.Quality", "results");
switch (args)
{
    case ["coverage"]:
        return Coverage.Run(Copy(), Path.Combine(results, "coverage.md"));
    case ["mutate", .. var parts]:
        return Mutations.Run(Copy(), parts, results);
    case ["faults"]:
        return Faults.Run(root, Path.Combine(results, "faults.md"));
    default:
        Console.Error.WriteLine("Say coverage, mutate or faults.");
        return 2;
}

WorkTree Copy() => WorkTree.CopyTo(root, Path.Combine(root, "out", "quality", "tree"));
