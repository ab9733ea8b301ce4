using System.Text;

namespace AksExtensions.Export;

/// <summary>Where the files of an export go. A path that exists as a folder, or has no extension, is a folder.</summary>
internal sealed class ExportTarget
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly string _folder;
    private readonly bool _force;

    /// <summary>A folder or a file.</summary>
    /// <param name="path">The full path.</param>
    /// <param name="force">Whether files may be overwritten.</param>
    public ExportTarget(string path, bool force)
    {
        _force = force;
        var isFile = File.Exists(path) || (!Directory.Exists(path) && !Path.EndsInDirectorySeparator(path) && Path.HasExtension(path));
        FileName = isFile ? Path.GetFileName(path) : null;
        _folder = isFile ? Path.GetDirectoryName(path)! : path;
    }

    /// <summary>The name of the one file; null for a folder.</summary>
    public string? FileName { get; }

    /// <summary>The full path of a file.</summary>
    public string PathOf(ExportFile file) => Path.Combine(_folder, file.Name);

    /// <summary>Refuses all files that exist, at once, unless they may be overwritten.</summary>
    /// <exception cref="AksExtensionException"><c>ExportFileExists</c>, or <c>ExportNotWritten</c> where a folder has the name of a file.</exception>
    public void RequireFree(IReadOnlyList<ExportFile> files)
    {
        var paths = files.Select(PathOf).ToList();
        if (paths.Find(Directory.Exists) is { } folder)
        {
            throw Errors.ExportNotWritten(folder, "a folder has this name");
        }

        if (!_force && paths.Where(File.Exists).ToList() is { Count: > 0 } existing)
        {
            throw Errors.ExportFileExists(existing);
        }
    }

    /// <summary>Writes files, each complete or not at all: under another name first, and all of them before the first gets its name.</summary>
    /// <returns>Their full paths.</returns>
    /// <exception cref="AksExtensionException"><c>ExportNotWritten</c>.</exception>
    public IReadOnlyList<string> Write(IReadOnlyList<ExportFile> files)
    {
        var written = new List<string>();
        var waiting = new Queue<(string Temporary, string Path)>();
        var current = _folder;
        try
        {
            if (files.Count > 0)
            {
                Directory.CreateDirectory(_folder);
            }

            foreach (var file in files)
            {
                current = PathOf(file);
                var temporary = Path.Combine(_folder, $".{Path.GetRandomFileName()}");
                waiting.Enqueue((temporary, current));
                File.WriteAllText(temporary, file.Text, Utf8);
            }

            while (waiting.TryPeek(out var next))
            {
                current = next.Path;
                File.Move(next.Temporary, next.Path, _force);
                waiting.Dequeue();
                written.Add(next.Path);
            }

            return written;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Errors.ExportNotWritten(current, failure.Message.TrimEnd('.'), failure);
        }
        finally
        {
            foreach (var (temporary, _) in waiting)
            {
                Forget(temporary);
            }
        }
    }

    private static void Forget(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // What could not be written often cannot be deleted either, and the first failure is the one to report.
        }
    }
}
