using Xunit;

namespace AksExtensions.Report.Tests;

/// <summary>The file of a report is complete, or as it was.</summary>
public sealed class ReportFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    private string File => Path.Combine(_folder, "report.html");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_report_that_cannot_be_written_leaves_the_old_file_and_nothing_else()
    {
        System.IO.File.WriteAllText(File, "before");

        Assert.Throws<InvalidOperationException>(() => new ReportFile(File, overwrites: true).Write(output =>
        {
            output.Write(new string('x', 100_000));
            throw new InvalidOperationException();
        }));

        Assert.Equal([File], Directory.GetFiles(_folder));
        Assert.Equal("before", System.IO.File.ReadAllText(File));
    }

    [Fact]
    public void Force_replaces_the_file()
    {
        System.IO.File.WriteAllText(File, "before");
        new ReportFile(File, overwrites: true).Write(output => output.Write("after"));

        Assert.Equal("after", System.IO.File.ReadAllText(File));
        Assert.Equal([File], Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_file_that_appears_while_the_report_is_made_is_not_replaced()
    {
        var failure = Assert.Throws<AksExtensionException>(() => new ReportFile(File, overwrites: false).Write(_ => System.IO.File.WriteAllText(File, "other")));

        Assert.Equal(nameof(Errors.ExportFileExists), failure.ErrorId);
        Assert.Equal("other", System.IO.File.ReadAllText(File));
        Assert.Equal([File], Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_folder_that_disappears_is_an_error_about_the_file()
    {
        var file = new ReportFile(Path.Combine(_folder, "none", "report.html"), overwrites: false);

        Assert.Equal(nameof(Errors.ExportNotWritten), Assert.Throws<AksExtensionException>(file.Check).ErrorId);
        Assert.Equal(nameof(Errors.ExportNotWritten), Assert.Throws<AksExtensionException>(() => file.Write(_ => { })).ErrorId);
        Assert.Equal(nameof(Errors.ExportNotWritten), Assert.Throws<AksExtensionException>(new ReportFile(_folder, overwrites: true).Check).ErrorId);
    }
}
