using System.Text;
using AksExtensions.Export;

namespace AksExtensions.Tests;

/// <summary>A folder with the files of an export, which ends with the test.</summary>
internal sealed class Folder : IDisposable
{
    public Folder(IEnumerable<ExportFile>? files = null)
    {
        foreach (var file in files ?? [])
        {
            File.WriteAllText(this[file.Name], file.Text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        }
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("aks-export-").FullName;

    public string this[string name] => Path.Combine(Root, name);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
