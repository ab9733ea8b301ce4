using AksExtensions.Export;

namespace AksExtensions.Tests;

/// <summary>All estates of the tests as Bicep, compiled by one run of the compiler, because its start takes most of the time.</summary>
public sealed class CompiledEstates : IDisposable
{
    private readonly Folder _folder = new();
    private readonly Lazy<string> _messages;

    public CompiledEstates() => _messages = new(Compile);

    public void Dispose() => _folder.Dispose();

    /// <summary>What the compiler says of the files of an estate.</summary>
    public IEnumerable<string> WarningsOf(string estate) =>
        _messages.Value.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line.Contains(NameOf(estate), StringComparison.Ordinal) || !line.Contains("estate-", StringComparison.Ordinal));

    /// <summary>What a file was compiled to.</summary>
    public string TemplateOf(string estate, string file) => File.ReadAllText(Path.Combine(_folder[NameOf(estate)], file));

    private static string NameOf(string estate) => $"estate-{BicepTests.All.Keys.ToList().IndexOf(estate)}";

    private string Compile()
    {
        foreach (var (estate, set) in BicepTests.All)
        {
            Directory.CreateDirectory(_folder[NameOf(estate)]);
            foreach (var file in new BicepWriter().Write(set()).Files)
            {
                File.WriteAllText(Path.Combine(_folder[NameOf(estate)], file.Name), file.Text);
            }
        }

        return Tool.Bicep("build", "--pattern", _folder["**/*.bicep"]).Errors;
    }
}
