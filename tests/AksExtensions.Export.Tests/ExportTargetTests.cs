using AksExtensions.Export;

namespace AksExtensions.Tests;

/// <summary>Where files go, and that none is ever half written or overwritten by mistake.</summary>
public sealed class ExportTargetTests : IDisposable
{
    private static readonly ExportFile A = new("a.txt", "a \u00fc\n");
    private static readonly ExportFile B = new("b.txt", "b\n");

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("new", null)]
    [InlineData("new.tf", "new.tf")]
    [InlineData("new.d/", null)]
    public void A_path_with_an_extension_is_a_file(string path, string? file) => Assert.Equal(file, new ExportTarget(_folder[path], force: false).FileName);

    [Fact]
    public void What_exists_is_what_it_is()
    {
        Directory.CreateDirectory(_folder["folder.d"]);
        File.WriteAllText(_folder["file"], "x");
        Assert.Null(new ExportTarget(_folder["folder.d"], force: false).FileName);
        Assert.Equal("file", new ExportTarget(_folder["file"], force: false).FileName);
    }

    [Fact]
    public void Files_are_UTF8_without_a_mark_in_a_folder_that_is_created()
    {
        var target = new ExportTarget(_folder["x/y"], force: false);
        target.RequireFree([A, B]);
        Assert.Equal([_folder["x/y/a.txt"], _folder["x/y/b.txt"]], target.Write([A, B]));
        Assert.Equal([0x61, 0x20, 0xc3, 0xbc, 0x0a], File.ReadAllBytes(_folder["x/y/a.txt"]));
        Assert.Equal(2, Directory.GetFileSystemEntries(_folder["x/y"]).Length);
    }

    [Fact]
    public void Nothing_to_write_creates_no_folder()
    {
        Assert.Empty(new ExportTarget(_folder["none"], force: false).Write([]));
        Assert.False(Directory.Exists(_folder["none"]));
    }

    [Fact]
    public void Every_file_that_exists_is_named()
    {
        File.WriteAllText(_folder["a.txt"], "mine");
        File.WriteAllText(_folder["b.txt"], "mine");
        var refusal = Assert.Throws<AksExtensionException>(() => new ExportTarget(_folder.Root, force: false).RequireFree([A, B, new("c.txt", "")]));
        Assert.Equal("ExportFileExists", refusal.ErrorId);
        Assert.Equal($"2 of the files already exist: {_folder["a.txt"]}, {_folder["b.txt"]}. Nothing was written.", refusal.Message);
        new ExportTarget(_folder.Root, force: true).RequireFree([A, B]);
    }

    [Fact]
    public void Of_many_files_that_exist_ten_are_named()
    {
        var files = Enumerable.Range(0, 12).Select(number => new ExportFile($"f{number:D2}", string.Empty)).ToList();
        new ExportTarget(_folder.Root, force: false).Write(files);
        var refusal = Assert.Throws<AksExtensionException>(() => new ExportTarget(_folder.Root, force: false).RequireFree(files));
        Assert.EndsWith("f09 and 2 more. Nothing was written.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_appears_meanwhile_is_not_overwritten_and_no_other_name_is_left()
    {
        var target = new ExportTarget(_folder.Root, force: false);
        target.RequireFree([A, B]);
        File.WriteAllText(_folder["b.txt"], "mine");
        var refusal = Assert.Throws<AksExtensionException>(() => target.Write([A, B]));
        Assert.Equal(("ExportNotWritten", _folder["b.txt"]), (refusal.ErrorId, refusal.Target));
        Assert.Equal("mine", File.ReadAllText(_folder["b.txt"]));
        Assert.Equal([_folder["a.txt"], _folder["b.txt"]], Directory.GetFileSystemEntries(_folder.Root).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void With_force_a_file_is_replaced()
    {
        File.WriteAllText(_folder["a.txt"], "mine and longer than the new one");
        new ExportTarget(_folder.Root, force: true).Write([A]);
        Assert.Equal(A.Text, File.ReadAllText(_folder["a.txt"]));
    }

    [Fact]
    public void A_folder_is_never_replaced_by_a_file_and_a_file_never_by_a_folder()
    {
        Directory.CreateDirectory(_folder["a.txt"]);
        Assert.Equal("ExportNotWritten", Assert.Throws<AksExtensionException>(() => new ExportTarget(_folder.Root, force: true).RequireFree([A])).ErrorId);
        File.WriteAllText(_folder["file"], "x");
        Assert.Equal("ExportNotWritten", Assert.Throws<AksExtensionException>(() => new ExportTarget(_folder["file/x"], force: true).Write([A])).ErrorId);
    }
}
