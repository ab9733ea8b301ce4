using System.Reflection;
using AksExtensions.Help;

// AksExtensions.Help <AksExtensions.dll> <folder of pages> <MAML file to write>
// Prints the problems of the pages in MSBuild's format. When there are any, it writes no file and the exit code is 1.
var folder = args[1];
var commands = CommandModel.ReadAll(Assembly.LoadFrom(Path.GetFullPath(args[0])));
var shared = HelpPage.Read(Path.Combine(folder, "Parameters.md"));
var pages = Directory.GetFiles(folder, "*-*.md").Order(StringComparer.Ordinal).Select(HelpPage.Read).ToList();
foreach (var command in commands)
{
    pages.Find(page => page.Is(command.Name))?.Share(shared["Parameters"].Parts.Where(part => command.Has(part.Title)));
}

var problems = Problems.Find(commands, pages, shared, folder);
foreach (var problem in problems)
{
    Console.WriteLine(problem);
}

if (problems.Count > 0)
{
    return 1;
}

var types = new TypeDocs(Path.GetDirectoryName(Path.GetFullPath(args[0]))!);
Maml.Write(commands.Select(command => (command, pages.Single(page => page.Is(command.Name)))), types).Save(args[2]);
return 0;
