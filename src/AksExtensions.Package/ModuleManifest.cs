using System.Collections;
using System.Management.Automation.Language;

namespace AksExtensions.Package;

/// <summary>The module's manifest (psd1), read by PowerShell's own parser.</summary>
internal sealed class ModuleManifest
{
    private readonly string _text;
    private readonly HashtableAst _syntax;
    private readonly Hashtable _data;
    private readonly Hashtable _gallery;

    private ModuleManifest(string file, string text, HashtableAst syntax)
    {
        File = file;
        _text = text;
        _syntax = syntax;
        _data = (Hashtable)syntax.SafeGetValue();
        _gallery = _data["PrivateData"] is Hashtable { } data && data["PSData"] is Hashtable gallery
            ? gallery
            : throw new PackageException(file, "has no PrivateData.PSData, which the gallery reads");
    }

    /// <summary>The manifest's path.</summary>
    public string File { get; }

    /// <summary>The module's name, which is the name of the file.</summary>
    public string Name => Path.GetFileNameWithoutExtension(File);

    /// <summary>The version with the prerelease label, if any, in the gallery's format.</summary>
    public string Version => _gallery["Prerelease"] is string { Length: > 0 } label ? $"{this["ModuleVersion"]}-{label.TrimStart('-')}" : this["ModuleVersion"];

    /// <summary>The commands that the module exports.</summary>
    public IReadOnlyList<string> Cmdlets => List(_data, "CmdletsToExport");

    /// <summary>The editions of PowerShell that the module runs on.</summary>
    public IReadOnlyList<string> Editions => List(_data, "CompatiblePSEditions");

    /// <summary>The tags in the manifest.</summary>
    public IReadOnlyList<string> Tags => List(_gallery, "Tags");

    /// <summary>A text value of the manifest.</summary>
    public string this[string key] => Text(_data, key);

    /// <summary>Reads a manifest.</summary>
    /// <exception cref="PackageException">The file is not a module manifest.</exception>
    public static ModuleManifest Read(string file)
    {
        var text = System.IO.File.ReadAllText(file);
        var script = Parser.ParseInput(text, file, out _, out var errors);
        if (errors is [var error, ..])
        {
            throw new PackageException($"{file}({error.Extent.StartLineNumber})", error.Message);
        }

        return script.Find(syntax => syntax is HashtableAst, searchNestedScriptBlocks: false) is HashtableAst table
            ? new(file, text, table)
            : throw new PackageException(file, "is not a hashtable");
    }

    /// <summary>A text value of PrivateData.PSData, which the gallery reads.</summary>
    public string Gallery(string key) => Text(_gallery, key);

    /// <summary>Returns the text of this manifest with its release notes.</summary>
    /// <param name="releaseNotes">The release notes.</param>
    public string Complete(string releaseNotes) => _text.Insert(
        Table(Table(_syntax, "PrivateData"), "PSData").KeyValuePairs[^1].Item2.Extent.EndOffset,
        $"\n            ReleaseNotes = '{CodeGeneration.EscapeSingleQuotedStringContent(releaseNotes)}'");

    private static HashtableAst Table(HashtableAst parent, string key) => parent.KeyValuePairs
        .Where(pair => pair.Item1 is StringConstantExpressionAst name && name.Value.Equals(key, StringComparison.OrdinalIgnoreCase))
        .Select(pair => pair.Item2.Find(syntax => syntax is HashtableAst, searchNestedScriptBlocks: false))
        .Cast<HashtableAst>()
        .Single();

    // A list of one is a string, as everywhere in PowerShell.
    private static string[] List(Hashtable table, string key) => table[key] is string one ? [one] : [.. ((IEnumerable?)table[key] ?? Array.Empty<object>()).Cast<string>()];

    private string Text(Hashtable table, string key) =>
        table[key] is string { Length: > 0 } text ? text : throw new PackageException(File, $"has no {key}");
}
