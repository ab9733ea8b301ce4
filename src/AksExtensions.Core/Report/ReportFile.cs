using System.Text;

namespace AksExtensions.Report;

/// <summary>The file of a report. It is complete or not there at all: a reader never sees half of it.</summary>
/// <param name="path">Its full path.</param>
/// <param name="overwrites">Whether an existing file is replaced.</param>
internal sealed class ReportFile(string path, bool overwrites)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>The full path.</summary>
    public string Path => path;

    /// <summary>Refuses what surely cannot be written, before anything is read.</summary>
    /// <exception cref="AksExtensionException"><c>ExportFileExists</c> or <c>ExportNotWritten</c>.</exception>
    public void Check()
    {
        if (Directory.Exists(path))
        {
            throw Errors.ExportNotWritten(path, "it is a folder");
        }

        if (System.IO.Path.GetDirectoryName(path) is { Length: > 0 } folder && !Directory.Exists(folder))
        {
            throw Errors.ExportNotWritten(path, "its folder does not exist");
        }

        if (File.Exists(path) && !overwrites)
        {
            throw Errors.ExportFileExists([path]);
        }
    }

    /// <summary>Writes the file, as UTF-8 without a byte order mark.</summary>
    /// <param name="write">Writes its content.</param>
    /// <exception cref="AksExtensionException"><c>ExportFileExists</c> or <c>ExportNotWritten</c>.</exception>
    public void Write(Action<TextWriter> write)
    {
        Check();
        // In the same folder, so that moving it is one step.
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var output = new StreamWriter(temporary, append: false, Utf8))
            {
                write(output);
            }

            File.Move(temporary, path, overwrites);
        }
        catch (IOException) when (File.Exists(path) && !overwrites)
        {
            throw Errors.ExportFileExists([path]);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Errors.ExportNotWritten(path, failure.Message.TrimEnd('.'), failure);
        }
        finally
        {
            Remove(temporary);
        }
    }

    private static void Remove(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The report's own failure is the one to report.
        }
    }
}
